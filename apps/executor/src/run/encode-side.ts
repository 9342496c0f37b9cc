import type { FinishedRun, Progress, RunReport, RunRequest } from './candidate-run.ts';
import type { Pass } from './pass.ts';

/** One clip at one quality, encoded. */
export type EncodedRun = Pick<FinishedRun, 'clip' | 'quality' | 'bitstream' | 'encode'>;

/** What the jail of a side said of itself. */
export type SideReport = Pick<RunReport, 'environment' | 'files'>;

/**
 * The encoding side of one clip at one quality. Where it is run twice, an encoder that does not repeat itself is marked,
 * and its larger bitstream is the one that counts.
 */
export async function encodeSide(
  pass: Pass,
  { clip, quality }: { readonly clip: string; readonly quality: number },
  twice: boolean,
): Promise<{ readonly run: EncodedRun; readonly deterministic: boolean | null; readonly report: SideReport }> {
  const first = await pass.encode();
  const second = twice ? await pass.encode() : first;
  const { bitstream, result } = second.bitstream.length > first.bitstream.length ? second : first;
  const deterministic = twice ? Buffer.compare(first.bitstream, second.bitstream) === 0 : null;
  const { environment, files } = result;
  return { run: { clip, quality, bitstream, encode: result.measures }, deterministic, report: { environment, files } };
}

/** Tells how far the runs of a request are. */
export const progressOf =
  (request: Pick<RunRequest, 'onProgress' | 'clips' | 'qualities'>, at: Pick<Progress, 'clip' | 'quality' | 'done'>) =>
  (side: Progress['side']): void =>
    request.onProgress?.({ ...at, side, total: request.clips.length * request.qualities.length });
