/** Tokens that make one shingle. */
const SHINGLE = 5;

/** Rewrites and crossovers at or above this similarity within their island are no news. */
export const SIMILAR = 0.95;

/** Jaccard similarity of two programs' token shingles, 0 … 1; layout and comments of either language do not count. */
export function similarity(a: string, b: string): number {
  const [left, right] = [shingles(a), shingles(b)];
  const shared = [...left].filter((shingle) => right.has(shingle)).length;
  const all = left.size + right.size - shared;
  return all === 0 ? 1 : shared / all;
}

function shingles(code: string): Set<string> {
  const tokens = code.replaceAll(/#[^\n]*|\/\/[^\n]*/g, '').match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
  const last = Math.max(1, tokens.length - SHINGLE + 1);
  return new Set(
    Array.from({ length: tokens.length === 0 ? 0 : last }, (_, at) => tokens.slice(at, at + SHINGLE).join(' ')),
  );
}
