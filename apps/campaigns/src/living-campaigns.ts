import { nextSteps, SearchHistory, type Step } from '@codecsmith/campaign';
import type { Fact } from '@codecsmith/kernel';

/** A campaign that may still need a step. */
export interface LivingCampaign {
  readonly history: SearchHistory;
  /** Ids of steps that were accepted and whose facts may still be on the way. */
  accepted: ReadonlySet<string>;
  /** Its excerpts are known to the lab. */
  prepared: boolean;
}

/** Facts after which a stopped campaign may have nothing left to do. */
const ENDS: ReadonlySet<string> = new Set(['CampaignStopped', 'ExperimentConcluded', 'BudgetSettled']);

/**
 * The campaigns that are not over, folded from the log in order. One that has stopped, has settled all it reserved and
 * has ended all it requested is given up, so that memory grows with what goes on, and not with the log.
 */
export class LivingCampaigns {
  readonly #campaigns = new Map<string, LivingCampaign>();
  /** Ids only: a request that was on its way when its campaign ended comes behind the end. */
  readonly #over = new Set<string>();
  readonly #late = new Set<string>();

  /** Takes a fact; returns the id of the living campaign that it belongs to. */
  take(fact: Fact): string | undefined {
    const id = fact.aggregate === 'campaign' ? fact.aggregateId : fact.correlationId;
    if (fact.type === 'CampaignStarted') this.#campaigns.set(id, begun(id));
    const history = this.#campaigns.get(id)?.history;
    if (history === undefined) this.#takeLate(id, fact);
    if (history?.take(fact) !== true) return undefined;
    if (!isOver(history, fact)) return id;
    this.#campaigns.delete(id);
    this.#over.add(id);
    return undefined;
  }

  get(id: string): LivingCampaign | undefined {
    return this.#campaigns.get(id);
  }

  /** Ids of all that are not over, stopped ones included. */
  ids(): string[] {
    return [...this.#campaigns.keys()];
  }

  /** Ends of experiments that began behind the end of their campaign, and have not ended. */
  late(): Step[] {
    return [...this.#late].map((experiment) => ({
      aggregate: 'experiment',
      verb: 'cancel',
      id: `campaigns:${experiment}:cancel`,
      aggregateId: experiment,
      data: { reason: 'campaign_stopped' },
    }));
  }

  #takeLate(campaign: string, { type, aggregateId }: Fact): void {
    if (type === 'ExperimentRequested' && this.#over.has(campaign)) this.#late.add(aggregateId);
    if (type === 'ExperimentConcluded') this.#late.delete(aggregateId);
  }
}

const begun = (id: string): LivingCampaign => ({
  history: new SearchHistory(id),
  accepted: new Set(),
  prepared: false,
});

const isOver = (history: SearchHistory, { type, occurredAt }: Fact): boolean =>
  history.state.phase === 'stopped' && ENDS.has(type) && nextSteps(history, occurredAt).length === 0;
