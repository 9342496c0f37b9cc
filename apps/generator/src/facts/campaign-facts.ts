import { FactReader, notYet } from '@codecsmith/bus';
import { campaignFacts, type CampaignConfig, type Proposal } from '@codecsmith/campaign';
import type { Fact } from '@codecsmith/kernel';
import { Injectable } from '@nestjs/common';

/** Campaigns whose proposals are kept; others are read again when they are needed. */
const MOST_CAMPAIGNS = 32;

/** A campaign as it was started, and its proposals by experiment, as far as the stream was read. */
interface Known {
  readonly config: CampaignConfig;
  readonly proposals: Map<string, Proposal>;
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

  private async known(campaign: string): Promise<Known> {
    const config = this.campaigns.get(campaign)?.config ?? (await this.facts.last('CampaignStarted', campaign));
    const known = this.campaigns.get(campaign) ?? { config, proposals: new Map<string, Proposal>(), position: 0 };
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
