import type { ExperimentQuery, LabClient } from '@codecsmith/client';
import { campaignOf, clips, experimentIdOf } from '@codecsmith/test-histories';
import { clocked, timesOf, type Times } from './times.ts';

const PAGES = 10;
const ROUNDS = 20;
const [clip] = clips;
const place = { clip: clip?.name ?? '', quality: 40 };

/** What the experiments page can ask for; each is followed to its tenth page. */
const QUERIES: Readonly<Record<string, ExperimentQuery>> = {
  newest: {},
  oldest: { order: 'asc' },
  'one campaign': { campaign: campaignOf(7) },
  'one outcome': { outcome: 'timed_out' },
  'one cause': { cause: 'exception' },
  'by id': { search: experimentIdOf(3).slice(0, 6) },
  'best score': { sort: 'score' },
  'best score of a campaign': { campaign: campaignOf(7), sort: 'score' },
  'lowest rate on a clip': { ...place, sort: 'kbps', order: 'asc' },
  'highest psnr_y on a clip': { ...place, sort: 'psnr_y' },
};

/** Times of one page of 50 over HTTP, by what was asked for. */
export async function listTimes(client: LabClient): Promise<Record<string, Times>> {
  const results: Record<string, Times> = {};
  for (const [name, query] of Object.entries(QUERIES)) results[name] = timesOf(await pagesOf(client, query));
  return results;
}

async function pagesOf(client: LabClient, query: ExperimentQuery): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    let cursor: string | null = null;
    for (let page = 0; page < PAGES; page += 1) {
      const at: { cursor?: string } = cursor === null ? {} : { cursor };
      const { next } = await clocked(() => client.experiments({ ...query, ...at, limit: 50 }), times);
      if (next === null) break;
      cursor = next;
    }
  }
  return times;
}
