import { experimentFacts, type ExperimentFactData, type ExperimentFactType } from '@codecsmith/experiment';
import type { Cause, Outcome, Phase } from '@codecsmith/experiment';
import type { Fact } from '@codecsmith/kernel';
import type { FrameMetric, MetricValues } from '@codecsmith/quality';

type Executed = ExperimentFactData<'CandidateExecuted'>;
type Measured = ExperimentFactData<'CandidateMeasured'>;
type Cleared = ExperimentFactData<'CandidateCleared'>;

/** One frame of a run's series, each metric under its exact name; null where the planes are equal. */
export interface FramePoint extends Readonly<Partial<Record<FrameMetric, number | null>>> {
  /** Null where one packet holds the whole clip. */
  readonly bytes: number | null;
  readonly psnr_y: number | null;
}

/** One run and its numbers, each metric under its exact name: present only when the whole experiment was measured. */
export interface RunDocument extends Omit<Measured['measurements'][number], 'perFrame' | 'metrics'>, MetricValues {
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
  /** One entry for each clip once the experiment has ended: a value, or null with the reason. */
  readonly score: Measured['score'];
  /** Over all clips: null with the reason where one clip has no score; null until the experiment has ended. */
  readonly aggregate: Measured['aggregate'] | null;
  /** As `aggregate`, where the curves cover enough of the anchor's range for a verdict; null in facts of before. */
  readonly verdict: Measured['aggregate'] | null;
  /** The anchor that score and verdict are taken against; null until measured, and in facts of before. */
  readonly scoredAgainst: NonNullable<Measured['scoredAgainst']> | null;
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
  const requested = lastOf(facts, 'ExperimentRequested');
  const none = concluded === undefined || measured !== undefined ? null : noNumber(concluded, requested);
  const failed = FAILURES.map((type) => lastOf(facts, type)).find((failure) => failure !== undefined);
  return {
    experimentId: first.aggregateId,
    phase: facts.map((fact) => phaseOpenedBy(fact.type)).findLast((phase) => phase !== undefined) ?? 'drafting',
    outcome: concluded?.outcome ?? null,
    cause: concluded?.cause ?? null,
    candidate: cleared === undefined ? null : candidateOf(cleared),
    runs: measured === undefined || executed === undefined ? [] : runsOf(requested, measured, executed, series),
    bdRate: measured?.bdRate ?? [],
    score: measured?.score ?? scoresOf(requested, none),
    aggregate: measured?.aggregate ?? none,
    verdict: measured?.verdict ?? none,
    scoredAgainst: measured?.scoredAgainst ?? null,
    isoQuality: measured?.isoQuality ?? [],
    tier: measured?.tier ?? null,
    flags: measured?.flags ?? [],
    jail: executed?.jail ?? failed?.jail ?? null,
    facts: facts.length,
  };
}

const REASON_CHARACTERS = 200;

type Requested = ExperimentFactData<'ExperimentRequested'>;

/** What an experiment that ended without a measurement says in place of a score: how it ended, where and why. */
function noNumber(
  { outcome, cause }: ExperimentFactData<'ExperimentConcluded'>,
  requested: Requested | undefined,
): Measured['aggregate'] {
  const clip = requested?.clips.find(({ digest }) => digest === cause?.clip);
  const where = [
    clip === undefined ? '' : ` on ${clip.name}`,
    cause?.quality === null || cause === null ? '' : ` at quality ${cause.quality}`,
  ].join('');
  return {
    value: null,
    reason: `${outcome}${where}${cause === null ? '' : `: ${cause.message.slice(0, REASON_CHARACTERS)}`}`,
  };
}

const scoresOf = (requested: Requested | undefined, none: Measured['aggregate'] | null): Measured['score'] =>
  none === null ? [] : (requested?.clips ?? []).map(({ digest }) => ({ clip: digest, ...none }));

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

function runsOf(
  requested: Requested | undefined,
  measured: Measured,
  executed: Executed,
  series: FrameSeries,
): RunDocument[] {
  const names = new Map(requested?.clips.map((clip) => [clip.digest, clip.name]));
  return measured.measurements.map(({ perFrame, metrics, ...measurement }) => {
    const run = executed.runs.find((each) => each.clip === measurement.clip && each.quality === measurement.quality);
    if (run === undefined) throw new Error(`${measurement.clip} at ${measurement.quality} was measured but never run`);
    return {
      ...measurement,
      ...metrics,
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
