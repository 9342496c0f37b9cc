import { experimentFacts, type ExperimentFactData, type ExperimentFactType } from '@codecsmith/experiment';
import type { Cause, Outcome, Phase } from '@codecsmith/experiment';
import type { Fact } from '@codecsmith/kernel';

type Executed = ExperimentFactData<'CandidateExecuted'>;
type Measured = ExperimentFactData<'CandidateMeasured'>;
type Cleared = ExperimentFactData<'CandidateCleared'>;

/** One frame of a run's series. */
export interface FramePoint {
  /** Null where one packet holds the whole clip. */
  readonly bytes: number | null;
  /** dB; null where the planes are equal. */
  readonly psnr_y: number | null;
}

/** One run and its numbers: present only when the whole experiment was measured. */
export interface RunDocument extends Omit<Measured['measurements'][number], 'perFrame'> {
  /** Name of the clip; `clip` is its digest. */
  readonly clipName: string;
  readonly encode: Executed['runs'][number]['encode'];
  readonly decode: Executed['runs'][number]['decode'];
  /** Null where the series was not read from the artifact store. */
  readonly perFrame: readonly FramePoint[] | null;
  /** Digest of the artifact with the series. */
  readonly perFrameDigest: string;
  /** Digest of everything that crossed from encoder to decoder. */
  readonly bitstream: string;
  /** Digest of exactly what the decoder returned. */
  readonly reconstruction: string;
}

/** An experiment as scripts, the command line and the dashboard see it. */
export interface ExperimentDocument {
  readonly experimentId: string;
  readonly phase: Phase;
  /** Null until the experiment has ended. */
  readonly outcome: Outcome | null;
  readonly cause: Cause | null;
  readonly candidate: CandidateDocument | null;
  readonly runs: readonly RunDocument[];
  readonly bdRate: Measured['bdRate'];
  readonly score: Measured['score'];
  readonly isoQuality: Measured['isoQuality'];
  readonly tier: Measured['tier'] | null;
  readonly flags: readonly string[];
  readonly jail: Executed['jail'] | null;
  /** Number of facts so far: the version. */
  readonly facts: number;
}

export interface CandidateDocument {
  /** Digest of the code that runs. */
  readonly digest: string;
  readonly language: Cleared['candidate']['language'];
  readonly api: Cleared['candidate']['api'];
  readonly color: Cleared['candidate']['color'];
  readonly needs: readonly string[];
  readonly family: string;
  readonly packageBytes: number;
  readonly changes: Cleared['changes'];
}

/** Series of frames by the digest of their artifact. */
export type FrameSeries = ReadonlyMap<string, readonly FramePoint[]>;

const PHASES: Partial<Record<string, Phase>> = {
  ExperimentRequested: 'drafting',
  CandidateDrafted: 'sanitizing',
  ExecutionQueued: 'queued',
  ExecutionStarted: 'executing',
  CandidateExecuted: 'measuring',
  ExperimentConcluded: 'concluded',
};

/** The phase that a fact of this type opens, if it opens one. */
export const phaseOpenedBy = (factType: string): Phase | undefined =>
  Object.hasOwn(PHASES, factType) ? PHASES[factType] : undefined;

const FAILURES = [
  'ExecutionCrashed',
  'ExecutionTimedOut',
  'ExecutionOutOfMemory',
  'OutputInvalid',
  'JailViolated',
] as const satisfies ExperimentFactType[];

/**
 * The state of an experiment as of the last given fact; pure.
 *
 * @param facts all facts of one experiment up to some moment, in order
 * @param series per-frame series, as far as they were read
 * @throws Error when there are no facts; ZodError when a fact does not fit its schema
 */
export function buildExperimentDocument(facts: readonly Fact[], series: FrameSeries = new Map()): ExperimentDocument {
  const [first] = facts;
  if (first === undefined) throw new Error('there is no experiment without facts');
  const concluded = lastOf(facts, 'ExperimentConcluded');
  const cleared = lastOf(facts, 'CandidateCleared');
  const executed = lastOf(facts, 'CandidateExecuted');
  const measured = lastOf(facts, 'CandidateMeasured');
  const failed = FAILURES.map((type) => lastOf(facts, type)).find((failure) => failure !== undefined);
  return {
    experimentId: first.aggregateId,
    phase: facts.map((fact) => phaseOpenedBy(fact.type)).findLast((phase) => phase !== undefined) ?? 'drafting',
    outcome: concluded?.outcome ?? null,
    cause: concluded?.cause ?? null,
    candidate: cleared === undefined ? null : candidateOf(cleared),
    runs: measured === undefined || executed === undefined ? [] : runsOf(facts, measured, executed, series),
    bdRate: measured?.bdRate ?? [],
    score: measured?.score ?? [],
    isoQuality: measured?.isoQuality ?? [],
    tier: measured?.tier ?? null,
    flags: measured?.flags ?? [],
    jail: executed?.jail ?? failed?.jail ?? null,
    facts: facts.length,
  };
}

function lastOf<Type extends ExperimentFactType>(
  facts: readonly Fact[],
  type: Type,
): ExperimentFactData<Type> | undefined {
  const fact = facts.findLast((candidate) => candidate.type === type);
  return fact && (experimentFacts[type].parse(fact.data) as ExperimentFactData<Type>);
}

const candidateOf = ({ cleared, candidate, changes }: Cleared): CandidateDocument => ({
  digest: cleared.digest,
  language: candidate.language,
  api: candidate.api,
  color: candidate.color,
  needs: candidate.needs,
  family: candidate.family,
  packageBytes: candidate.packageBytes,
  changes,
});

function runsOf(facts: readonly Fact[], measured: Measured, executed: Executed, series: FrameSeries): RunDocument[] {
  const names = new Map(lastOf(facts, 'ExperimentRequested')?.clips.map((clip) => [clip.digest, clip.name]));
  return measured.measurements.map(({ perFrame, ...measurement }) => {
    const run = executed.runs.find((each) => each.clip === measurement.clip && each.quality === measurement.quality);
    if (run === undefined) throw new Error(`${measurement.clip} at ${measurement.quality} was measured but never run`);
    return {
      ...measurement,
      clipName: names.get(measurement.clip) ?? measurement.clip,
      encode: run.encode,
      decode: run.decode,
      perFrame: series.get(perFrame) ?? null,
      perFrameDigest: perFrame,
      bitstream: run.bitstream.digest,
      reconstruction: run.reconstruction.digest,
    };
  });
}
