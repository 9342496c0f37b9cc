import type { FinishedRun } from './candidate-run.ts';
import type { CodingModeTrial } from './coding-mode.ts';
import type { EncodedRun, SideReport } from './encode-side.ts';
import type { Pass } from './pass.ts';

interface DecodeOptions {
  /** Where the frames go. */
  readonly reconstruction: string;
  /** Decode again, and fail the run unless both give the same frames. */
  readonly twice: boolean;
  /** Whether packets decode alone is found out here, from the frames just decoded. */
  readonly trial: CodingModeTrial | null;
  /** Number of this run, and frames of its clip. */
  readonly at: { readonly run: number; readonly frames: number };
}

/** The decoding side of one clip at one quality: from the packed bytes alone. */
export async function decodeSide(
  pass: Pass,
  encoded: EncodedRun,
  { reconstruction, twice, trial, at }: DecodeOptions,
): Promise<{ readonly run: FinishedRun; readonly report: SideReport }> {
  const { measures, environment, files } = await pass.decode(encoded.bitstream, reconstruction);
  if (twice) await pass.checkDecoder(encoded.bitstream, reconstruction);
  const run = { ...encoded, reconstruction, decode: measures };
  await trial?.watch(pass, run, at);
  return { run, report: { environment, files } };
}
