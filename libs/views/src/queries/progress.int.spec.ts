import { startTestPostgres, type TestPostgres } from '@codecsmith/test-servers';
import type { Ledger } from '@codecsmith/ledger';
import { Client } from 'pg';
import { CLIP, Lives, openTestLedger } from '../life.testing.ts';
import { LabViews } from './lab-views.ts';

let postgres: TestPostgres;
let ledger: Ledger;
let views: LabViews;

/** Every life ends with the same score; those of a search shall be better. */
async function raiseScoresOfSearch(): Promise<void> {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`UPDATE experiments SET score = 9 WHERE campaign = 'fall'`);
  await client.end();
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  ledger = await openTestLedger(postgres.url);
  const lives = new Lives(ledger);
  await lives.addClip();
  await lives.complete('by-hand', { campaign: 'orders' });
  await lives.complete('fall-1', { campaign: 'fall', operator: 'seed' });
  await lives.complete('fall-sealed', { campaign: 'fall', operator: 'sealed', parents: ['fall-1'] });
  await lives.crash('broken');
  await lives.request('waiting', { campaign: 'orders' });
  await raiseScoresOfSearch();
  views = await LabViews.open(postgres.url, 2);
});
afterAll(async () => {
  await views.close();
  await ledger.close();
  await postgres.stop();
});

describe('how work came on', () => {
  const at = '2026-01-01T00:00:00.000Z';

  it('tells the best of what was asked for one by one, and counts what every experiment came to', async () => {
    const orders = { name: 'orders', experiments: 2, completed: 1, open: 1, bestScore: 0.5, firstAt: at, lastAt: at };
    const scoreKey = `x264 unknown ${CLIP.digest.slice(0, 16)}`;
    expect(await views.progress()).toEqual({
      best: [{ experimentId: 'by-hand', at, score: 0.5, scoreKey }],
      scoreKeys: [{ key: scoreKey, anchor: 'x264 unknown', clips: ['pan'], clipFrames: [CLIP.frames], experiments: 1 }],
      throughput: [{ from: at, ended: 4, completed: 3 }],
      spanMs: 10_000,
      causes: [{ outcome: 'crashed', code: 'exception', count: 1 }],
      campaigns: [orders],
    });
  });

  it('leaves the best of a search to its own document', async () => {
    const { best, throughput } = await views.progress('fall');
    expect({ best, throughput }).toEqual({ best: [], throughput: [{ from: at, ended: 2, completed: 2 }] });
  });
});
