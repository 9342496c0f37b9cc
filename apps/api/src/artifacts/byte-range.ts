/** Inclusive byte positions. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * One range of RFC 9110, section 14: the part to send, `undefined` for the whole (no header, other units, several
 * ranges: a server may ignore those), or `unsatisfiable` when it lies outside the bytes.
 */
export function parseRange(header: string | undefined, sizeBytes: number): Range | undefined | 'unsatisfiable' {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/i.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const range =
    first === ''
      ? { start: Math.max(0, sizeBytes - Number(last)), end: sizeBytes - 1 }
      : { start: Number(first), end: last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1) };
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  return range.start > range.end || range.start >= sizeBytes ? 'unsatisfiable' : range;
}
