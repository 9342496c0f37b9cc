import { CURVE_METRICS, type CurveMetric } from '@codecsmith/quality';

/** What a list of experiments can be sorted by; all but the first two are of a run, and need its clip and quality. */
export const SORT_KEYS: readonly SortKey[] = ['requestedAt', 'score', 'kbps', ...CURVE_METRICS, 'encodeMs', 'decodeMs'];
export type SortKey = 'requestedAt' | 'score' | 'kbps' | 'encodeMs' | 'decodeMs' | CurveMetric;
