import { parse, type Range } from 'range-parser';

/**
 * One range of RFC 9110, section 14: the part to send (inclusive byte positions), `undefined` for the whole (no header,
 * other units, several ranges: a server may ignore those), or `unsatisfiable` when it is outside the bytes.
 */
export function parseRange(header: string | undefined, sizeBytes: number): Range | undefined | 'unsatisfiable' {
  if (header === undefined) return undefined;
  const { code, type, ranges } = parse(sizeBytes, header);
  if (type !== 'bytes' || (code & MALFORMED) !== 0 || ranges.length > 1) return undefined;
  return code === OUTSIDE ? 'unsatisfiable' : ranges[0];
}

/** Flags of the parser. */
const MALFORMED = 1;
const OUTSIDE = 2;
