import type { RdRun } from './rd-run.ts';

/** What a codec's own source would cost to send, in bytes as LZMA leaves them. */
export interface SourceCharge {
  /** The program without comments and names. */
  readonly sourceBytes: number;
  /** Its literals, comments and names: all that can hold data in it. */
  readonly tableBytes: number;
}

/** Literals that compress to more hold data about clips rather than a way to code them. */
const MOST_TABLE_BYTES = 32 * 1024;

export const carriesTables = ({ tableBytes }: SourceCharge): boolean => tableBytes > MOST_TABLE_BYTES;

/** Bytes that sending the source once, for all clips, adds to each run of one clip. */
export function chargedBytes(charge: SourceCharge, clips: number): number {
  const { sourceBytes, tableBytes } = charge;
  return (carriesTables(charge) ? Math.max(sourceBytes, tableBytes) : sourceBytes) / clips;
}

export const charged = (runs: readonly RdRun[], bytes: number): RdRun[] =>
  runs.map((run) => ({ ...run, bytes: run.bytes + bytes }));
