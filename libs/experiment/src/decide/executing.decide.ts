import { accept, decline, refuse, type Refusal } from '@codecsmith/kernel';
import { MAX_FAILED_BY_LAB, MAX_LOST } from '../context.ts';
import type { ExperimentFactData, ExperimentFactType } from '../facts/index.ts';
import type { EncodedHalf } from '../facts/executing.schema.ts';
import type { Outcome } from '../facts/ending.schema.ts';
import type { Concluded, Living } from '../state.ts';
import {
  causeOf,
  concluded,
  fact,
  type CommandOf,
  type ExperimentContext,
  type ExperimentDecision,
} from './outcome.ts';
import { halfOf, queue } from './sanitizing.decide.ts';

const FAILURE_FACTS = {
  crashed: 'ExecutionCrashed',
  timed_out: 'ExecutionTimedOut',
  out_of_memory: 'ExecutionOutOfMemory',
  output_invalid: 'OutputInvalid',
  jail_violated: 'JailViolated',
} as const satisfies Partial<Record<Outcome, ExperimentFactType>>;

export function decideStart(state: Living, { actor, data }: CommandOf<'start-execution'>): ExperimentDecision {
  if (data.attempt !== state.attempt) return staleAttempt(data.attempt, state.attempt);
  if (state.phase === 'executing') {
    return decline(refuse('already_started', `attempt ${state.attempt} is held by ${state.executor}`));
  }
  if (data.lane !== state.lane) {
    return decline(
      refuse('wrong_lane', `lane: ${data.lane} does not serve this experiment`, {
        field: 'lane',
        allowed: [state.lane],
      }),
    );
  }
  if (state.encoded !== null && isSameExecutor(state.encoded, actor, data.environment['machine'])) {
    return decline(
      refuse('same_executor', `executor: ${state.encoded.by} encoded; another executor decodes`, { field: 'executor' }),
    );
  }
  return accept(fact('ExecutionStarted', data));
}

/** One user of the bus may be several executors, but only on several machines; one machine may hold several users. */
const isSameExecutor = (encoded: EncodedHalf, actor: string, machine: unknown): boolean =>
  encoded.by === actor && !isOtherMachine(encoded, typeof machine === 'string' ? machine : null);

/** False where one of the two is not known. */
const isOtherMachine = (encoded: EncodedHalf, machine: string | null): boolean =>
  encoded.machine !== null && machine !== null && encoded.machine !== machine;

/** The bitstreams of a split execution: the decoding half is queued in the same decision, for another executor. */
export function decideEncoded(
  state: Living | Concluded,
  { actor, data: { token: _, ...data } }: CommandOf<'record-encoded'>,
  context: ExperimentContext,
): ExperimentDecision {
  if (!holds(state, data.attempt, context)) return ignoreLate(state, data.attempt);
  if (state.half !== 'encode') return wrongHalf(state);
  const wrong = wrongResult(state, data);
  if (wrong !== undefined) return decline(wrong);
  const { cleared } = held(state);
  const { attempt, ...half } = withoutCode(data);
  const encoded = { ...half, by: actor, machine: state.machine };
  const queued = queue(state, cleared, attempt + 1, { half: 'decode', encoded });
  return accept(fact('BitstreamsEncoded', { ...data, by: actor, machine: state.machine }), queued);
}

const withoutCode = <Data extends { readonly code?: unknown }>({ code: _, ...data }: Data): Omit<Data, 'code'> => data;

const wrongHalf = ({ half }: Living): ExperimentDecision =>
  decline(refuse('wrong_half', `attempt: it is to ${half ?? 'encode and decode'}`, { field: 'attempt' }));

export function decideExecuted(
  state: Living | Concluded,
  { data: { token: _, ...data } }: CommandOf<'record-executed'>,
  context: ExperimentContext,
): ExperimentDecision {
  if (!holds(state, data.attempt, context)) return ignoreLate(state, data.attempt);
  if (state.half === 'encode') return wrongHalf(state);
  const wrong = wrongResult(state, data) ?? otherBitstream(state, data.runs);
  if (wrong !== undefined) return decline(wrong);
  return accept(fact('CandidateExecuted', state.encoded === null ? data : joined(data, state.encoded, state.machine)));
}

type Executed = ExperimentFactData<'CandidateExecuted'>;

/** Both halves in one result: what the encoding one found is taken from its own record. */
function joined(data: Executed, encoded: EncodedHalf, machine: string | null): Executed {
  const { deterministic, jail: encoding } = encoded;
  const split = isOtherMachine(encoded, machine) ? 'machines' : 'executors';
  const jail = { ...data.jail, unsafe: data.jail.unsafe || encoding.unsafe, split, encoding } as const;
  return { ...data, deterministic, jail };
}

/** The decoding half may add what it decoded, and change nothing of what it was given. */
function otherBitstream({ encoded }: Living, runs: Executed['runs']): Refusal | undefined {
  const other = encoded?.runs.find(({ clip, quality, bitstream, encode }) => {
    const run = runs.find((each) => each.clip === clip && each.quality === quality);
    return run?.bitstream.digest !== bitstream.digest || JSON.stringify(run.encode) !== JSON.stringify(encode);
  });
  if (other === undefined) return undefined;
  const message = `runs: ${other.clip} at ${other.quality} is not what was encoded`;
  return refuse('wrong_bitstream', message, { field: 'runs' });
}

function wrongResult(state: Living, { runs, code }: { runs: readonly RunPlace[]; code: string }): Refusal | undefined {
  const missing = missingRun(state, runs);
  if (missing !== undefined) return refuse('missing_run', `runs: ${missing}`, { field: 'runs' });
  if (code === state.cleared?.cleared.digest) return undefined;
  return refuse('wrong_code', `code: ${code} is not the cleared candidate`, { field: 'code' });
}

export function decideExecutionFailed(
  state: Living | Concluded,
  { data: { token: _, kind, ...data } }: CommandOf<'record-execution-failed'>,
  context: ExperimentContext,
): ExperimentDecision {
  if (!holds(state, data.attempt, context)) return ignoreLate(state, data.attempt);
  return accept(fact(FAILURE_FACTS[kind], data), concluded(kind, data.cause));
}

/** A lease that ran out: the attempt is lost, and the next one queued or the experiment given up. */
export function decideExpireAttempt(
  state: Living,
  { data }: CommandOf<'expire-attempt'>,
  context: ExperimentContext,
): ExperimentDecision {
  if (state.phase !== 'executing' || data.attempt !== state.attempt) return staleAttempt(data.attempt, state.attempt);
  if (!context.lease.expired) return decline(refuse('lease_alive', `attempt ${data.attempt} still beats`));
  const reason = 'no beat within the time to live of its lease';
  const { attempt, executor, cleared } = held(state);
  const lost = fact('ExecutorLost', { attempt, executor, lastBeatAt: context.lease.lastBeatAt, reason });
  if (state.lost + 1 < MAX_LOST) return accept(lost, ...retried(state, cleared, 'lost', reason));
  return accept(
    lost,
    ...givenUp(state, context, `${MAX_LOST} attempts were lost by their executors; the last: ${reason}`),
  );
}

/** An executor hands its attempt back. Nothing is lost by it: the next one begins at once. */
export function decideLabFault(
  state: Living | Concluded,
  { data }: CommandOf<'report-lab-fault'>,
  context: ExperimentContext,
): ExperimentDecision {
  if (!holds(state, data.attempt, context)) return ignoreLate(state, data.attempt);
  const { executor, cleared } = held(state);
  const reason = `${executor} handed it back: ${data.reason}`.slice(0, LONGEST_REASON);
  if (data.because === 'shutdown' || state.failedByLab + 1 < MAX_FAILED_BY_LAB) {
    return accept(...retried(state, cleared, data.because, reason));
  }
  return accept(...givenUp(state, context, `the lab failed ${MAX_FAILED_BY_LAB} attempts; the last: ${data.reason}`));
}

const LONGEST_REASON = 1000;

function held({ attempt, executor, cleared }: Living) {
  if (executor === null || cleared === null) throw new Error('only a started attempt can end');
  return { attempt, executor, cleared };
}

function retried(
  state: Living,
  cleared: NonNullable<Living['cleared']>,
  because: 'lost' | 'lab_fault' | 'shutdown',
  reason: string,
) {
  const attempt = state.attempt + 1;
  return [
    fact('ExperimentRetried', { attempt, reason, because }),
    queue(state, cleared, attempt, halfOf(state)),
  ] as const;
}

function givenUp(state: Living, context: ExperimentContext, message: string) {
  const reason = message.slice(0, LONGEST_REASON);
  const [holder, lastSeenAt] = [state.executor, context.lease.lastBeatAt];
  return [
    fact('ExperimentExpired', { phase: 'executing', holder, lastSeenAt, reason }),
    concluded('expired', causeOf('attempts_exhausted', reason)),
  ] as const;
}

const holds = (state: Living | Concluded, attempt: number, context: ExperimentContext): state is Living =>
  state.phase === 'executing' && state.attempt === attempt && context.lease.valid;

function ignoreLate(state: Living | Concluded, attempt: number): ExperimentDecision {
  if (attempt > state.attempt) return staleAttempt(attempt, state.attempt);
  if (state.ignored.includes(attempt)) return accept();
  const reason =
    state.phase === 'concluded'
      ? `the experiment had ended (${state.outcome})`
      : `the attempt was not the sender's: phase ${state.phase}, attempt ${state.attempt}`;
  return accept(fact('LateResultIgnored', { attempt, reason }));
}

type RunPlace = Pick<Executed['runs'][number], 'clip' | 'quality'>;

/** Every clip at every quality, once. */
function missingRun(state: Living, runs: readonly RunPlace[]): string | undefined {
  const { clips, qualities } = state.request;
  const wanted = clips.flatMap((clip) => qualities.map((quality) => `${clip.digest} at ${quality}`));
  const given = runs.map((run) => `${run.clip} at ${run.quality}`);
  const absent = wanted.find((key) => !given.includes(key));
  if (absent !== undefined) return `${absent} is missing`;
  return given.length === wanted.length ? undefined : 'there are more runs than were requested';
}

const staleAttempt = (given: number, current: number): ExperimentDecision =>
  decline(
    refuse('stale_attempt', `attempt: ${given} is not the current one`, {
      field: 'attempt',
      allowed: [String(current)],
    }),
  );
