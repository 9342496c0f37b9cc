import { clipAggregate, experimentAggregate, openLedger, PostgresStorage } from '@codecsmith/ledger';
import { startTestPostgres } from '@codecsmith/test-servers';
import { coreViews, LabViews } from '@codecsmith/views';
import { addManyExperiments } from './many-experiments.ts';

/** What the experiments page asks for; each is followed to its tenth page. */
type Ask = Parameters<LabViews['experiments']>;
const PAGES = 10;
const ROUNDS = 10;

/** The middle and the slowest of a hundred, in milliseconds. */
interface Times {
  readonly p50: number;
  readonly p99: number;
}

async function measure(views: LabViews, [filter, , order, place]: Ask): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    let cursor: string | undefined;
    for (let page = 0; page < PAGES; page += 1) {
      const from = performance.now();
      const { next } = await views.experiments(filter, { limit: 50, cursor }, order, place);
      times.push(performance.now() - from);
      if (next === null) break;
      cursor = next;
    }
  }
  return times;
}

function timesOf(sample: readonly number[]): Times {
  const sorted = sample.toSorted((a, b) => a - b);
  const at = (share: number) => Number((sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN).toFixed(1));
  return { p50: at(0.5), p99: at(0.99) };
}

async function bench(count: number): Promise<Record<string, Times>> {
  const postgres = await startTestPostgres();
  try {
    const storage = new PostgresStorage({ url: postgres.url, views: [coreViews] });
    await (await openLedger(storage, { aggregates: [experimentAggregate, clipAggregate] })).close();
    await addManyExperiments(postgres.url, count);
    const views = await LabViews.open(postgres.url);
    const clip = (await views.clip('clip-1'))?.digest;
    const place = { ...(clip !== undefined && { clip }), quality: 40 };
    const asks: Record<string, Ask> = {
      newest: [],
      oldest: [{}, {}, { order: 'asc' }],
      'one campaign': [{ campaign: 'campaign-7' }],
      'one outcome': [{ outcome: 'timed_out' }],
      'one cause': [{ cause: 'cause_3' }],
      'by id': [{ search: 'exp-1f' }],
      'best score': [{}, {}, { sort: 'score' }],
      'best score of a campaign': [{ campaign: 'campaign-7' }, {}, { sort: 'score' }],
      'lowest rate on a clip': [{}, {}, { sort: 'kbps', order: 'asc' }, place],
      'highest psnr_y on a clip': [{}, {}, { sort: 'psnrY' }, place],
    };
    const results: Record<string, Times> = {};
    for (const [name, ask] of Object.entries(asks)) results[name] = timesOf(await measure(views, ask));
    await views.close();
    return results;
  } finally {
    await postgres.stop();
  }
}

for (const count of [1_000, 100_000]) {
  console.log(`${count} experiments, milliseconds a page of 50`);
  console.table(await bench(count));
}
