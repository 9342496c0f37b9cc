import type { ArtifactStore } from '@codecsmith/artifacts';
import { RetryLater, type FactReader } from '@codecsmith/bus';
import { clipReference, executorSecondsOf, type CampaignConfig } from '@codecsmith/campaign';
import { TRIAL, trialId, type ExperimentCommandInput } from '@codecsmith/experiment';
import { type Fact, pause } from '@codecsmith/kernel';
import { failureOf, storyOf, trialText, type Draft, type Trial } from '@codecsmith/llm';
import { WITHOUT_MODEL, type DraftContext } from '../providers/candidate-provider.ts';

/** What a trial needs of the service. */
export interface TrialParts {
  readonly store: ArtifactStore;
  readonly facts: Pick<FactReader, 'history' | 'find'>;
  /** How long a model may be kept waiting for an executor. */
  readonly limitMs: number;
}

/** Whose code is tried. */
export interface TrialOf extends Pick<DraftContext, 'ask' | 'signal' | 'experimentId'> {
  readonly campaign: string;
  readonly config: CampaignConfig;
}

const POLL_MS = 250;
const MOST_MESSAGE = 4000;

/** Ends of an experiment that its code is to blame for. */
const OWN_FAILURES: ReadonlySet<string> = new Set([
  'rejected',
  'crashed',
  'timed_out',
  'out_of_memory',
  'output_invalid',
  'jail_violated',
]);

/**
 * Runs the code of one answer while its author waits: an experiment of its own on the first rung's clips at one quality,
 * sanitized, queued, leased and jailed like any other, and paid for in executor seconds, not in evaluations. Its id follows
 * from draft and turn, so a generator that was killed meanwhile finds it again. A trial that the lab cannot carry out is no
 * fault of the code, which then goes on untried.
 *
 * @throws RetryLater when the service shuts down
 */
export async function runTrial(draft: Draft, turn: number, of: TrialOf, parts: TrialParts): Promise<Trial> {
  const id = trialId(of.experimentId, turn);
  const notRun = (message: string): Trial => ({ experimentId: id, outcome: 'not_run', message, diagnostic: null });
  const books = new TrialBooks(id, of);
  const refusal = (await books.reserve()) ?? (await request(id, draft, of, parts));
  if (refusal !== null) {
    await books.settle([]);
    return notRun(refusal);
  }
  const stopped = await untilEnded(id, of, parts);
  const facts = await parts.facts.history({ aggregate: 'experiment', aggregateId: id });
  await books.settle(facts);
  return stopped === null ? cameTo(id, facts, draft.code) : notRun(stopped);
}

/** What a trial's facts say; only what is the code's own doing goes back to its author. */
function cameTo(experimentId: string, facts: readonly Fact[], code: string): Trial {
  if (facts.some(({ type }) => type === 'CandidateExecuted')) {
    return { experimentId, outcome: 'executed', message: null, diagnostic: null };
  }
  const failure = failureOf(storyOf(facts));
  const message = failure?.message.slice(0, MOST_MESSAGE) ?? 'it has not ended';
  if (failure === null || !OWN_FAILURES.has(failure.outcome)) {
    return { experimentId, outcome: 'not_run', message, diagnostic: null };
  }
  return { experimentId, outcome: failure.outcome, message, diagnostic: trialText(failure, code) };
}

/** @returns why the ledger refused the trial, or null */
async function request(id: string, draft: Draft, of: TrialOf, { store }: TrialParts): Promise<string | null> {
  const { ask, campaign, config, experimentId } = of;
  const [rung] = config.rungs;
  if (rung === undefined) return 'the campaign has no rungs';
  const { code, fileName, language } = draft;
  const stored = await store.put(Buffer.from(code));
  const wanted: ExperimentCommandInput<'request'> = {
    source: { kind: 'submitted', code: stored, fileName, language },
    clips: rung.clips.map((clip) => clipReference(clip, config.clips)),
    qualities: rung.qualities.slice(Math.floor(rung.qualities.length / 2)).slice(0, 1),
    ...{ track: config.track, limits: config.limits, lane: config.lane },
    ...{ campaign, parents: [experimentId], operator: TRIAL },
  };
  const own = { aggregate: 'experiment', aggregateId: id } as const;
  const asked = await ask({ ...own, id: `${id}:request`, verb: 'request', data: wanted });
  if (!asked.accepted && asked.refusal.code !== 'already_exists') return asked.refusal.message;
  // What the generator would make of this request. It may not get to it: this draft, and others that wait too, hold its places.
  const file = { code: stored, fileName, language, provider: 'submit', hypothesis: null, expected: null };
  const data: ExperimentCommandInput<'record-draft'> = { ...WITHOUT_MODEL, ...file };
  await ask({ ...own, id: `${id}:draft`, verb: 'record-draft', data });
  return null;
}

/** Waits for the end of a trial. @returns null, or why it was cancelled before */
async function untilEnded(id: string, of: TrialOf, { facts, limitMs }: TrialParts): Promise<string | null> {
  const give = async (reason: string): Promise<string> => {
    const own = { aggregate: 'experiment', aggregateId: id, id: `${id}:cancel` } as const;
    await of.ask({ ...own, verb: 'cancel', data: { reason } });
    return reason;
  };
  for (const start = Date.now(); ;) {
    if ((await facts.find('CandidateExecuted', id)) ?? (await facts.find('ExperimentConcluded', id))) return null;
    if (await facts.find('ExperimentConcluded', of.experimentId)) return give('its draft is not needed any more');
    const late = Date.now() - start > limitMs && (await waitsForExecutor(id, facts));
    if (late) return give(`no executor took it in ${limitMs / 1000} s`);
    await pause(POLL_MS, of.signal);
    if (of.signal.aborted) throw new RetryLater(0, 'the generator is shutting down');
  }
}

/** Whether nobody took it, or, where executions are split, nobody but the executor that encoded. */
async function waitsForExecutor(id: string, facts: TrialParts['facts']): Promise<boolean> {
  const started = await facts.find('ExecutionStarted', id);
  if (started === undefined) return true;
  const queued = await facts.find('ExecutionQueued', id);
  return queued?.half === 'decode' && queued.attempt > started.attempt;
}

/** Pays for one trial from its campaign's budget. */
class TrialBooks {
  readonly #reservation: string;

  constructor(
    id: string,
    private readonly of: TrialOf,
  ) {
    this.#reservation = `try-${id.slice(-90)}`;
  }

  /** @returns why there is no budget for it, or null */
  async reserve(): Promise<string | null> {
    const { reservedExecutorSeconds: executorSeconds } = this.of.config.parameters;
    const data = { reservation: this.#reservation, amounts: { executorSeconds }, purpose: 'trial of a draft' };
    const answer = await this.#send('reserve', data);
    return answer.accepted || answer.refusal.code === 'repeated_reservation' ? null : answer.refusal.message;
  }

  async settle(facts: readonly Fact[]): Promise<void> {
    const spent = { executorSeconds: executorSecondsOf(facts) };
    await this.#send('settle', { reservation: this.#reservation, spent });
  }

  #send(verb: 'reserve' | 'settle', data: unknown) {
    const id = `${verb}:${this.of.campaign}:${this.#reservation}`;
    return this.of.ask({ id, aggregate: 'campaign', verb, aggregateId: this.of.campaign, data });
  }
}
