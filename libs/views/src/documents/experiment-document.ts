import {
  experimentFacts,
  nameOfRequest,
  NO_ANNOTATION,
  waitsFor,
  type ExperimentFactData,
  type ExperimentFactType,
} from '@codecsmith/experiment';
import type { CandidateDocument, ExperimentDocument, FramePoint, MeasuredRun } from '@codecsmith/client';
import type { Phase } from '@codecsmith/experiment';
import type { Fact } from '@codecsmith/kernel';

type Executed = ExperimentFactData<'CandidateExecuted'>;
type Measured = ExperimentFactData<'CandidateMeasured'>;
type Cleared = ExperimentFactData<'CandidateCleared'>;

/** Series of frames by the digest of their artifact. */
export type FrameSeries = ReadonlyMap<string, FramePoint[]>;

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
  const written = lastOf(facts, 'ExperimentAnnotated') ?? NO_ANNOTATION;
  const none = concluded === undefined || measured !== undefined ? null : noNumber(concluded, requested);
  const phase = facts.map((fact) => phaseOpenedBy(fact.type)).findLast((each) => each !== undefined) ?? 'drafting';
  const failed = FAILURES.map((type) => lastOf(facts, type)).find((failure) => failure !== undefined);
  return {
    experimentId: first.aggregateId,
    ...written,
    name: written.name ?? (requested === undefined ? null : nameOfRequest(requested)),
    phase,
    waitsFor: phase === 'queued' ? waitOf(facts) : null,
    outcome: concluded?.outcome ?? null,
    cause: concluded?.cause ?? null,
    candidate: cleared === undefined ? null : candidateOf(cleared),
    runs: measured === undefined || executed === undefined ? [] : runsOf(requested, measured, executed, series),
    bdRate: measured?.bdRate ?? [],
    score: measured?.score ?? scoresOf(requested, none),
    aggregate: measured?.aggregate ?? none,
    verdict: measured?.verdict ?? none,
    scoredAgainst: measured?.scoredAgainst ?? null,
    codingMode: executed?.codingMode ?? null,
    charged: measured?.charged ?? null,
    isoQuality: measured?.isoQuality ?? [],
    tier: measured?.tier ?? null,
    flags: measured?.flags ?? [],
    jail: executed?.jail ?? failed?.jail ?? null,
    facts: facts.length,
  };
}

function waitOf(facts: readonly Fact[]): string | null {
  const queued = lastOf(facts, 'ExecutionQueued');
  return queued === undefined ? null : waitsFor(queued);
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

const candidateOf = ({ cleared, candidate, changes, warnings }: Cleared): CandidateDocument => ({
  digest: cleared.digest,
  language: candidate.language,
  api: candidate.api,
  color: candidate.color,
  needs: candidate.needs,
  family: candidate.family,
  packageBytes: candidate.packageBytes,
  changes,
  warnings,
});

function runsOf(
  requested: Requested | undefined,
  measured: Measured,
  executed: Executed,
  series: FrameSeries,
): MeasuredRun[] {
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
