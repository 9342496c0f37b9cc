import { isPlainObject } from './plain-object.ts';

/** Version 1 called inter prediction `looksBack`, and its first facts did not say. */
export function executedFromVersion1(data: unknown): unknown {
  if (!isPlainObject(data) || 'usesInterPrediction' in data || 'codingMode' in data) return data;
  const { looksBack = null, ...rest } = data;
  return { ...rest, usesInterPrediction: looksBack };
}
