import type { CampaignDocument, ExperimentCommandInput, LabClient } from '@codecsmith/client';
import { followCampaign } from '../commands/campaign-watch.ts';
import type { Progress } from '../output/progress.ts';
import { demoName } from './demo-name.ts';

type Where = Pick<ExperimentCommandInput<'request'>, 'clips' | 'qualities' | 'limits'>;

/** What the search came to. */
export interface Search {
  readonly campaign: CampaignDocument;
  /** An earlier demo had begun it and it had ended. */
  readonly reused: boolean;
}

/** Searches with the lab's own generator, which needs no model; goes on with the one that an earlier demo began. */
export async function search(
  client: LabClient,
  evaluations: number,
  where: Where,
  progress: Progress,
  signal: AbortSignal,
): Promise<Search> {
  const { limits, ...shown } = where;
  const data = { ...shown, ...(limits === undefined ? {} : { limits }), seed: 1, budget: { evaluations } };
  const campaignId = demoName(data);
  const { repeated } = await client.startCampaign(data, { id: campaignId, campaignId });
  const found = repeated ? await client.campaign(campaignId) : undefined;
  if (found?.phase === 'stopped') return { campaign: found, reused: true };
  return { campaign: await followCampaign(client, campaignId, progress, signal), reused: false };
}
