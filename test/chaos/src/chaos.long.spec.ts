import { storm } from './storm.ts';
import { unharmed } from './tally.ts';

describe('300 experiments through four doors in a long storm', () => {
  it.each([1, 2, 3])('all end once and well, seed %s', async (seed) => {
    const report = await storm({
      ...{ seed, experiments: 300, rageMs: 180_000 },
      ...{ apiDownMs: 30_000, apiOutages: 2, postgresDeaths: 10 },
    });
    console.log(JSON.stringify(report));
    expect(report).toMatchObject(unharmed(300));
  });
});
