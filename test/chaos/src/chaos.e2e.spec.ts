import { storm } from './storm.ts';
import { unharmed } from './tally.ts';

describe('a dozen experiments in a storm', () => {
  it('all end once and well, however their lab is beaten', async () => {
    const report = await storm({
      ...{ seed: 1, experiments: 12, rageMs: 20_000 },
      ...{ apiDownMs: 8_000, apiOutages: 1, postgresDeaths: 2 },
    });
    console.log(JSON.stringify(report));

    const { blows, doors, left, ...counts } = report;
    expect({ ...counts, left: left.filter((one) => one.startsWith('process')) }).toEqual(unharmed(12));
    expect(doors).toEqual({ commandLine: 3, http: 3, ask: 3, publish: 3 });
    expect(blows['api']).toBeGreaterThan(0);
    expect(blows['postgres']).toBeGreaterThanOrEqual(2);
  });
});
