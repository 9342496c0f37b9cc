import { storm } from './storm.ts';
import { unharmed } from './tally.ts';

/** Four doors share them, so a multiple of 4. */
const EXPERIMENTS = Number(process.env['CODECSMITH_STORM_EXPERIMENTS'] ?? 300);

describe(`${EXPERIMENTS} experiments through four doors in a long storm`, () => {
  it.each([1, 2, 3])('all end once and well, seed %s', async (seed) => {
    const report = await storm({
      ...{ seed, experiments: EXPERIMENTS, rageMs: 180_000 },
      ...{ apiDownMs: 30_000, apiOutages: 2, postgresDeaths: 10 },
    });
    console.log(JSON.stringify(report));
    expect(report).toMatchObject(unharmed(EXPERIMENTS));
  });
});
