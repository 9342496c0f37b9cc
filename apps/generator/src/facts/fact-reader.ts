import { RetryLater, STREAMS, type NatsConnection } from '@codecsmith/bus';
import { campaignFacts, type CampaignConfig, type Proposal } from '@codecsmith/campaign';
import { fromFactEvent, type Fact } from '@codecsmith/kernel';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';

const FACTS_STREAM: keyof typeof STREAMS = 'FACTS';
const NOT_YET_MS = 1_000;

/** A campaign as it was started, and its proposals by experiment, as far as the stream was read. */
interface Known {
  readonly config: CampaignConfig;
  readonly proposals: Map<string, Proposal>;
  sequence: number;
}

/** Reads facts from the stream that carries them; needs no database. */
export class FactReader {
  private readonly campaigns = new Map<string, Known>();

  private constructor(private readonly manager: JetStreamManager) {}

  static async open(nc: NatsConnection): Promise<FactReader> {
    return new FactReader(await jetstreamManager(nc));
  }

  /** All facts of an experiment, in order. */
  async factsOf(experimentId: string): Promise<Fact[]> {
    const { facts } = await this.after(0, `lab.v1.fact.experiment.*.${experimentId}`);
    return facts;
  }

  /**
   * The plan that asked for an experiment, and its campaign.
   *
   * @throws RetryLater while the stream, perhaps being refilled, does not show them yet
   */
  async proposalOf(campaign: string, experimentId: string): Promise<{ proposal: Proposal; config: CampaignConfig }> {
    const known = this.campaigns.get(campaign) ?? {
      ...(await this.started(campaign)),
      proposals: new Map<string, Proposal>(),
    };
    this.campaigns.set(campaign, known);
    if (!known.proposals.has(experimentId)) {
      const { facts, sequence } = await this.after(known.sequence, `lab.v1.fact.campaign.ProposalPlanned.${campaign}`);
      for (const fact of facts) {
        const plan = campaignFacts.ProposalPlanned.parse(fact.data);
        known.proposals.set(plan.experimentId, plan);
      }
      known.sequence = Math.max(known.sequence, sequence);
    }
    const proposal = known.proposals.get(experimentId);
    if (proposal === undefined)
      throw new RetryLater(NOT_YET_MS, `the plan of ${experimentId} is not in the stream yet`);
    return { proposal, config: known.config };
  }

  private async started(campaign: string): Promise<Omit<Known, 'proposals'>> {
    const { facts, sequence } = await this.after(0, `lab.v1.fact.campaign.CampaignStarted.${campaign}`);
    const [start] = facts;
    if (start === undefined) throw new RetryLater(NOT_YET_MS, `campaign ${campaign} is not in the stream yet`);
    return { config: campaignFacts.CampaignStarted.parse(start.data), sequence };
  }

  private async after(position: number, subject: string): Promise<{ facts: Fact[]; sequence: number }> {
    const facts: Fact[] = [];
    let sequence = position;
    for (;;) {
      const query = { seq: sequence + 1, next_by_subj: subject };
      const stored = await this.manager.streams.getMessage(FACTS_STREAM, query);
      if (stored === null) return { facts, sequence };
      facts.push(fromFactEvent(stored.json()));
      sequence = stored.seq;
    }
  }
}
