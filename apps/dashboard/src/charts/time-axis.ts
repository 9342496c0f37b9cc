import type { ScaleOptions } from '@observablehq/plot';
import { time } from '../data/format.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const HOURS = { hour: '2-digit', minute: '2-digit', hour12: false } as const;

/** Hours of a day as the lists write them; days where the history is longer. */
export const timeAxis = (spanMs: number): ScaleOptions => ({
  type: 'time',
  label: null,
  tickSpacing: 90,
  tickFormat: (at: Date) =>
    spanMs < HOUR_MS
      ? at.toLocaleTimeString(undefined, { ...HOURS, ...(spanMs < MINUTE_MS ? { second: '2-digit' } : {}) })
      : time(at.toISOString()),
});
