import type { Candidate, Cause, ExperimentFactData, Outcome } from '@codecsmith/experiment';
import type { Proposal } from '../../facts/index.ts';

type Drafted = ExperimentFactData<'CandidateDrafted'>;

/** One proposal and all that is known of its experiment so far. */
export interface Attempt {
  readonly plan: Proposal;
  readonly requested: boolean;
  readonly drafted: Pick<Drafted, 'code' | 'fileName' | 'language' | 'hypothesis' | 'tunables'> | null;
  /** What was asked of a model, what it said, and the price, whether or not there was a candidate in it. */
  readonly asked: Pick<Drafted, 'prompt' | 'reply' | 'tokens' | 'costUsd' | 'consultations'> | null;
  readonly candidate: Candidate | null;
  /** Digest of the normalised syntax tree. */
  readonly tree: string | null;
  readonly execution: Execution | null;
  readonly measured: Measured | null;
  /** Start of the execution that is under way, by the ledger's clock. */
  readonly startedAt: string | null;
  /** Time that executors were held, failures included. */
  readonly executorSeconds: number;
  readonly conclusion: Conclusion | null;
}

export interface Execution {
  /** Bitstreams and reconstructions of all runs: equal for candidates that behave alike. */
  readonly fingerprint: string;
  readonly decodeMs: number;
  readonly deterministic: boolean | null;
}

/** What selection reads in a measurement beside the score. */
export interface Measured {
  /** Mean saving in percent at equal psnr_y against the anchor of the score; null where a curve was run, or nothing met the anchor. */
  readonly saving: number | null;
  /** Why the score can be no verdict on any clip: too little of the range, or chroma; null where it can, or nothing says. */
  readonly noVerdict: string | null;
}

export interface Conclusion {
  readonly outcome: Outcome;
  readonly cause: Cause | null;
  readonly score: number | null;
}

export const planned = (plan: Proposal): Attempt => ({
  plan,
  requested: false,
  drafted: null,
  asked: null,
  candidate: null,
  tree: null,
  execution: null,
  measured: null,
  startedAt: null,
  executorSeconds: 0,
  conclusion: null,
});

/** The runs of an execution in the figures that selection uses. */
export function executionOf({ runs, deterministic }: ExperimentFactData<'CandidateExecuted'>): Execution {
  const parts = runs.map((run) => `${run.clip}/${run.quality}/${run.bitstream.digest}/${run.reconstruction.digest}`);
  return {
    fingerprint: parts.sort().join(' '),
    decodeMs: runs.reduce((sum, run) => sum + run.decode.cpuMs, 0) / runs.length,
    deterministic,
  };
}

/** A measurement in the figures that selection uses. */
export function measuredOf(fact: ExperimentFactData<'CandidateMeasured'>): Measured {
  const { isoQuality, scoredAgainst, inBounds } = fact;
  const savings = isoQuality.flatMap(({ anchor, mode, percent }) =>
    percent !== null && anchor === scoredAgainst?.anchor && mode === scoredAgainst.mode ? [-percent] : [],
  );
  return {
    saving: savings.length === 0 ? null : savings.reduce((sum, saving) => sum + saving, 0) / savings.length,
    noVerdict: inBounds === undefined || inBounds.value !== null ? null : (inBounds.reason ?? 'no reason given'),
  };
}
