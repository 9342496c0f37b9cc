import {
  experimentFacts,
  type ExperimentFact,
  type ExperimentFactData,
  type ExperimentFactType,
} from '@codecsmith/experiment';
import type { Fact } from '@codecsmith/kernel';
import { evolve } from '../../evolve/evolve.ts';
import { campaignFacts, type Proposal } from '../../facts/index.ts';
import { ABSENT_CAMPAIGN, type CampaignState } from '../../state.ts';
import { executionOf, measuredOf, planned, type Attempt, type Conclusion } from './attempt.ts';
import { hold } from './hold.ts';

/** A figure over all sealed clips, or why there is none. */
export type Verdict = NonNullable<ExperimentFactData<'CandidateMeasured'>['verdict']>;

/** The experiment that shows the sealed clips to the champion. */
export interface Sealed {
  readonly experimentId: string;
  readonly requested: boolean;
  readonly conclusion: Conclusion | null;
  /** Its score held to what a verdict needs; null before it was measured, and in facts of before. */
  readonly verdict: Verdict | null;
}

/**
 * All that one campaign has come to, folded from the log in order. Feed it every fact, of any aggregate: it takes
 * those of its campaign and of its campaign's experiments, each once, and tells which it took.
 */
export class SearchHistory {
  readonly id: string;
  #state: CampaignState = ABSENT_CAMPAIGN;
  #position = 0;
  #sealed: Sealed | null = null;
  readonly #attempts = new Map<string, Attempt>();
  readonly #numbers: string[][] = [];

  constructor(id: string) {
    this.id = id;
  }

  get state(): CampaignState {
    return this.#state;
  }

  /** Position of the last fact that was taken. */
  get position(): number {
    return this.#position;
  }

  get sealed(): Sealed | null {
    return this.#sealed;
  }

  /** Takes a fact, or leaves it alone when it is not this campaign's or was taken before. */
  take(fact: Fact): boolean {
    if (fact.position <= this.#position) return false;
    const taken = fact.aggregate === 'campaign' ? this.#takeOwn(fact) : this.#takeExperiment(fact);
    if (taken) this.#position = fact.position;
    return taken;
  }

  /** Attempts at one proposal: the first, then its resamples. */
  attemptsAt(number: number): Attempt[] {
    return (this.#numbers[number - 1] ?? []).map((id) => this.#attempts.get(id)).filter((found) => found !== undefined);
  }

  /** Attempts of all proposals, by number. */
  proposals(): Attempt[][] {
    return this.#numbers.map((_, index) => this.attemptsAt(index + 1));
  }

  #takeOwn(fact: Fact): boolean {
    if (fact.aggregateId !== this.id) return false;
    this.#state = evolve(this.#state, fact);
    if (fact.type === 'ProposalPlanned') this.#plan(campaignFacts.ProposalPlanned.parse(fact.data));
    if (fact.type === 'SealOpened') {
      const { experimentId } = campaignFacts.SealOpened.parse(fact.data);
      this.#sealed = { experimentId, requested: false, conclusion: null, verdict: null };
    }
    return true;
  }

  #plan(plan: Proposal): void {
    this.#attempts.set(plan.experimentId, planned(plan));
    (this.#numbers[plan.number - 1] ??= []).push(plan.experimentId);
  }

  #takeExperiment(fact: Fact): boolean {
    const id = fact.aggregateId;
    const attempt = this.#attempts.get(id);
    const isSealed = this.#sealed?.experimentId === id;
    if (fact.aggregate !== 'experiment' || (attempt === undefined && !isSealed) || !isKnown(fact.type)) return false;
    const parsed = { type: fact.type, data: experimentFacts[fact.type].parse(fact.data) } as ExperimentFact;
    if (attempt !== undefined) this.#attempts.set(id, advance(held(attempt, parsed, fact.occurredAt), parsed));
    else if (this.#sealed !== null) this.#sealed = advanceSealed(this.#sealed, parsed);
    return true;
  }
}

function held(attempt: Attempt, fact: ExperimentFact, occurredAt: string): Attempt {
  const { startedAt, seconds } = hold(
    { startedAt: attempt.startedAt, seconds: attempt.executorSeconds },
    fact,
    occurredAt,
  );
  return { ...attempt, startedAt, executorSeconds: seconds };
}

function advance(attempt: Attempt, fact: ExperimentFact): Attempt {
  switch (fact.type) {
    case 'ExperimentRequested':
      return { ...attempt, requested: true };
    case 'CandidateDrafted':
      return { ...attempt, drafted: fact.data, asked: fact.data };
    case 'DraftingFailed':
      return { ...attempt, asked: fact.data };
    case 'CandidateCleared':
      return { ...attempt, candidate: fact.data.candidate, tree: fact.data.tree };
    case 'CandidateExecuted':
      return { ...attempt, execution: executionOf(fact.data) };
    case 'CandidateMeasured':
      return { ...attempt, measured: measuredOf(fact.data) };
    case 'ExperimentConcluded':
      return { ...attempt, conclusion: fact.data };
    default:
      return attempt;
  }
}

function advanceSealed(sealed: Sealed, fact: ExperimentFact): Sealed {
  if (fact.type === 'ExperimentRequested') return { ...sealed, requested: true };
  if (fact.type === 'CandidateMeasured') return { ...sealed, verdict: fact.data.verdict ?? null };
  return fact.type === 'ExperimentConcluded' ? { ...sealed, conclusion: fact.data } : sealed;
}

const isKnown = (type: string): type is ExperimentFactType => Object.hasOwn(experimentFacts, type);
