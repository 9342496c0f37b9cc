import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** One quality of one candidate, as the round trip found it. */
export interface RoundTripRun {
  readonly quality: number;
  readonly bytes: number;
  /** Null when luma came back exactly. */
  readonly psnr_y: number | null;
  readonly exact: boolean;
}

export type RoundTrip =
  { readonly file: string; readonly runs: readonly RoundTripRun[] } | { readonly file: string; readonly error: string };

/** `roundtrip.py`: see there for its arguments. */
export const ROUND_TRIP_SCRIPT = fileURLToPath(new URL('roundtrip.py', import.meta.url));

/** Runs this machine's interpreter, the one that jails use, and returns what it printed. */
export function python(args: readonly string[], input = ''): string {
  const { status, stdout, stderr, error } = spawnSync('/usr/bin/python3', args, {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`python3 ended with ${status}: ${stderr}`);
  return stdout;
}

/** Sends candidates of this repository through encoder and decoder, outside any jail. */
export function roundTrip(files: readonly string[], ...options: string[]): RoundTrip[] {
  const lines = python([ROUND_TRIP_SCRIPT, ...options, ...files])
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as RoundTrip);
}
