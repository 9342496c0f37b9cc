import { FactReader, notYet } from '@codecsmith/bus';
import { campaignFacts, type CampaignConfig, type Proposal } from '@codecsmith/campaign';
import type { Fact } from '@codecsmith/kernel';
import { Injectable } from '@nestjs/common';

/** Campaigns whose proposals are kept; others are read again when they are needed. */
const MOST_CAMPAIGNS = 32;

/** Code that a campaign had before. */
export interface Cleared {
  readonly tree: string;
  readonly number: number;
  readonly experimentId: string;
}

/** A campaign as it was started, and its proposals by experiment, as far as the stream was read. */
interface Known {
  readonly config: CampaignConfig;
  readonly proposals: Map<string, Proposal>;
  /** Tree of each experiment that was cleared, and its proposal, as far as they were looked up. */
  readonly trees: Map<string, Cleared>;
  position: number;
}

/** What facts say about experiments and the plans behind them. */
@Injectable()
export class CampaignFacts {
  private readonly campaigns = new Map<string, Known>();

  constructor(private readonly facts: FactReader) {}

  /** All facts of an experiment, in order. */
  factsOf(experimentId: string): Promise<Fact[]> {
    return this.facts.history({ aggregate: 'experiment', aggregateId: experimentId });
  }

  /**
   * The plan that asked for an experiment, and its campaign.
   *
   * @throws RetryLater while the stream, perhaps being refilled, does not show them yet
   */
  async proposalOf(campaign: string, experimentId: string): Promise<{ proposal: Proposal; config: CampaignConfig }> {
    const known = await this.known(campaign);
    if (!known.proposals.has(experimentId)) await this.readOn(campaign, known);
    const proposal = known.proposals.get(experimentId);
    if (proposal === undefined) throw notYet(`the plan of ${experimentId}`);
    return { proposal, config: known.config };
  }

  /**
   * The first of the proposals that a proposal takes into account whose code is the same: its normalised syntax tree, literals
   * kept. Those that are still under way do not count: which of them is ready depends on the clock.
   */
  async sameBefore(campaign: string, { sees }: Proposal, tree: string): Promise<Cleared | undefined> {
    const { proposals, trees } = await this.known(campaign);
    const before = [...proposals.values()].filter(({ number, origin }) => number <= sees && origin === null);
    for (const { experimentId, number } of before.sort((a, b) => a.number - b.number || a.resample - b.resample)) {
      const cleared = trees.get(experimentId) ?? (await this.clearedOf(experimentId, number));
      if (cleared !== undefined) trees.set(experimentId, cleared);
      if (cleared?.tree === tree) return cleared;
    }
    return undefined;
  }

  private async clearedOf(experimentId: string, number: number): Promise<Cleared | undefined> {
    const found = await this.facts.find('CandidateCleared', experimentId);
    return found === undefined ? undefined : { tree: found.tree, number, experimentId };
  }

  private async known(campaign: string): Promise<Known> {
    const config = this.campaigns.get(campaign)?.config ?? (await this.facts.last('CampaignStarted', campaign));
    const known: Known = this.campaigns.get(campaign) ?? {
      config,
      proposals: new Map(),
      trees: new Map(),
      position: 0,
    };
    // The one used last is the last to go.
    this.campaigns.delete(campaign);
    this.campaigns.set(campaign, known);
    const [oldest] = this.campaigns.keys();
    if (this.campaigns.size > MOST_CAMPAIGNS && oldest !== undefined) this.campaigns.delete(oldest);
    return known;
  }

  private async readOn(campaign: string, known: Known): Promise<void> {
    const plans = { aggregate: 'campaign', type: 'ProposalPlanned', aggregateId: campaign };
    for (const { data, position } of await this.facts.history(plans, known.position)) {
      const plan = campaignFacts.ProposalPlanned.parse(data);
      known.proposals.set(plan.experimentId, plan);
      known.position = Math.max(known.position, position);
    }
  }
}
