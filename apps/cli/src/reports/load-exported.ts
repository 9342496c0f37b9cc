import {
  isNotFound,
  type CampaignProposal,
  type ExperimentDocument,
  type ExperimentSummary,
  type LabClient,
} from '@codecsmith/client';
import { loadMeasured, type MeasuredExperiment } from './load-measured.ts';

/** An experiment with all that an export says of it. */
export interface Exported {
  readonly summary: ExperimentSummary;
  readonly document: ExperimentDocument;
  /** Undefined where it has no numbers. */
  readonly measured: MeasuredExperiment | undefined;
  /** Undefined where it is no proposal of a campaign. */
  readonly proposal: CampaignProposal | undefined;
}

type Proposals = ReadonlyMap<string, CampaignProposal>;

/** Loads the experiments of these lines of the list, in their order. */
export async function loadExported(client: LabClient, summaries: readonly ExperimentSummary[]): Promise<Exported[]> {
  const proposals = new Map<string, Proposals>();
  const loaded: Exported[] = [];
  for (const summary of summaries) {
    const { experimentId, campaign, outcome } = summary;
    if (campaign !== null && !proposals.has(campaign)) proposals.set(campaign, await proposalsOf(client, campaign));
    const measured = outcome === 'completed' ? await loadMeasured(client, experimentId) : undefined;
    loaded.push({
      summary,
      measured,
      document: measured?.document ?? (await client.experiment(experimentId)),
      proposal: proposals.get(campaign ?? '')?.get(experimentId),
    });
  }
  return loaded;
}

/** Proposals of a campaign by their experiments; none where the campaign is only a name. */
async function proposalsOf(client: LabClient, campaign: string): Promise<Proposals> {
  const found = await client.campaign(campaign).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  return new Map(found?.proposals.map((each) => [each.experimentId, each]) ?? []);
}
