import { isPlainObject } from './plain-object.ts';

/** Version 2 said whether a codec uses inter prediction; it keeps the anchor that it was judged by. */
export function executedFromVersion2(data: unknown): unknown {
  if (!isPlainObject(data) || 'codingMode' in data) return data;
  const { usesInterPrediction = null, ...rest } = data;
  const mode = usesInterPrediction === false ? 'all-intra' : 'low-delay';
  const provedBy = usesInterPrediction === null ? 'nothing' : 'still_picture';
  return { ...rest, codingMode: { mode, provedBy, packets: 0, finding: null } };
}
