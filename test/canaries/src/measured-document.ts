import type { ExperimentDocument } from '@codecsmith/test-journeys';

/** The parts of the experiment document that canaries look at. */
export interface MeasuredDocument extends Omit<ExperimentDocument, 'runs' | 'cause'> {
  readonly cause: {
    readonly code: string;
    readonly message: string;
    readonly side: string | null;
    readonly clip: string | null;
    readonly quality: number | null;
  } | null;
  readonly runs: readonly MeasuredRun[];
  readonly bdRate: readonly {
    readonly anchor: string;
    readonly mode: string;
    readonly metric: string;
    readonly percent: number | null;
    readonly reason: string | null;
  }[];
  readonly score: readonly { readonly clip: string; readonly value: number | null; readonly reason: string | null }[];
  readonly verdict: { readonly value: number | null; readonly reason: string | null } | null;
  readonly aggregate: { readonly value: number | null; readonly reason: string | null } | null;
  readonly tier: { readonly percent: number | null; readonly reason: string | null } | null;
  readonly flags: readonly string[];
}

export interface MeasuredRun {
  readonly clip: string;
  readonly quality: number;
  readonly bytes: number;
  readonly ratioRaw: number;
  readonly psnr_y: number | null;
  readonly lossless: boolean;
  readonly encode: { readonly wallMs: number };
  readonly decode: { readonly wallMs: number };
  readonly perFrame: readonly { readonly bytes: number; readonly psnr_y: number | null }[];
  readonly bitstream: string;
}
