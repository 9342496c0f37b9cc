import type { ArtifactStore } from '@codecsmith/artifacts';
import type { Answer } from '@codecsmith/kernel';
import { excerptName, type CampaignConfig } from '@codecsmith/campaign';
import type { Clip } from '@codecsmith/experiment';
import { makeVariant } from '@codecsmith/media';

/** Sends a command to the ledger. */
export type Ask = (command: {
  readonly id: string;
  readonly aggregate: string;
  readonly verb: string;
  readonly aggregateId?: string;
  readonly data: unknown;
}) => Promise<Answer>;

/**
 * Makes the excerpts that a campaign's cheap rungs run on known as clips: the first frames of the stored planes, under
 * a name that follows from the clip's digest. Doing it again changes nothing.
 *
 * @throws Error when the ledger refuses an excerpt; what the store throws when the planes are not there
 */
export async function addExcerpts(
  campaignId: string,
  config: CampaignConfig,
  artifacts: ArtifactStore,
  ask: Ask,
): Promise<void> {
  const wanted = new Map(config.rungs.flatMap((rung) => rung.clips.map((clip) => [`${clip.of}/${clip.frames}`, clip])));
  for (const { of, frames } of wanted.values()) {
    const clip = config.clips.find((one) => one.digest === of);
    if (clip !== undefined && frames < clip.frames) {
      await addExcerpt(campaignId, { clip, frames }, artifacts, ask);
    }
  }
}

/** The excerpt has its campaign's rate and tags, also where the lab knows the same frames with others. */
async function addExcerpt(
  campaignId: string,
  { clip, frames }: { readonly clip: Clip; readonly frames: number },
  artifacts: ArtifactStore,
  ask: Ask,
): Promise<void> {
  const name = excerptName(clip.digest, frames);
  const data = await makeVariant(clip, { firstFrame: 0, frames }, { store: artifacts, name });
  const { digest } = data;
  const answer = await ask({
    id: `campaigns:${campaignId}:${name}`,
    aggregate: 'clip',
    verb: 'add',
    aggregateId: digest,
    data,
  });
  if (!answer.accepted) throw new Error(`excerpt ${name}: ${answer.refusal.message}`);
}
