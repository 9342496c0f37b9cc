import { replyText, type Writer } from '@codecsmith/test-llm-stand-in';
import { baseCodec, until, type Lab } from '@codecsmith/test-journeys';
import type { Door } from '../doors.ts';
import { SMALL_CLIP } from '../load.ts';

/** What one stretch of a day brings. */
export interface Stretch {
  /** Submitted codecs that are executed and measured. */
  readonly measured: number;
  /** Submitted codecs that the sanitizer refuses. */
  readonly rejected: number;
  /** Proposals of a campaign whose model refuses each second time and says one codec again and again otherwise. */
  readonly proposed: number;
}

/** Name of the model that a day's campaigns ask. */
export const DULL = 'dull';
const QUALITIES = [20, 40, 60, 80];
/** Requests under way at the same time. */
const AT_ONCE = 16;

export const dullWriter: Writer = ({ begun }) => replyText(begun % 2 === 0 ? 'fenced-python' : 'prose-only');

/** Brings a stretch of work into a lab through a door, and resolves when all of it has ended. */
export async function liveThrough(lab: Lab, door: Door, name: string, stretch: Stretch): Promise<void> {
  const campaign = stretch.proposed > 0 ? await search(lab, name, stretch.proposed) : undefined;
  await submit(door, name, stretch);
  await until(async () => ((await campaignEnded(lab, campaign)) && (await underWay(lab)) === 0 ? true : undefined));
}

async function submit(door: Door, name: string, { measured, rejected }: Stretch): Promise<void> {
  const good = await baseCodec();
  const bad = good.replace('def compress_video_frame', 'def compress');
  const wanted = Array.from({ length: measured + rejected }, (_, index) => {
    // The dear ones are spread over the stretch.
    const isMeasured =
      Math.floor(((index + 1) * measured) / (measured + rejected)) >
      Math.floor((index * measured) / (measured + rejected));
    const id = `${name}-${index}`;
    return { id, code: `${isMeasured ? good : bad}# ${id}\n`, clip: SMALL_CLIP, quality: 50 };
  });
  const next = wanted.values();
  const hand = async () => {
    for (const one of next) await door(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
}

async function search(lab: Lab, name: string, evaluations: number): Promise<string> {
  const campaignId = `search-${name}`;
  const models = [{ name: DULL, inputUsdPerMillion: 0, outputUsdPerMillion: 0 }];
  const client = await lab.client();
  await client.startCampaign(
    {
      clips: [SMALL_CLIP],
      sealed: [],
      generator: { provider: 'openai', models },
      smoke: false,
      qualities: QUALITIES,
      budget: { evaluations },
      parameters: { lag: 8, resamples: 0, finals: 1, stopAfterUndrafted: evaluations + 1 },
    },
    { id: campaignId, campaignId },
  );
  return campaignId;
}

const campaignEnded = async (lab: Lab, id: string | undefined): Promise<boolean> =>
  id === undefined || (await (await lab.client()).campaign(id)).phase === 'stopped';

async function underWay(lab: Lab): Promise<number> {
  const { queues, reactors } = await (await lab.client()).status();
  const open = queues.reduce((sum, { count }) => sum + count, 0);
  return open + reactors.reduce((sum, { waiting, inFlight }) => sum + waiting + inFlight, 0);
}
