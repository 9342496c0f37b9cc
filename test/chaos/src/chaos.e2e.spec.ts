import { storm } from './storm.ts';

describe('a dozen experiments in a storm', () => {
  it('all end once and well, however their lab is beaten', async () => {
    const report = await storm({ seed: 1, experiments: 12, rageMs: 20_000, apiDownMs: 8_000 });
    console.log(JSON.stringify(report));

    const { blows, ...counts } = report;
    expect(counts).toEqual({
      ...{ completed: 12, expired: 0, lost: 0, twice: 0, stuck: 0, otherwise: [] },
      ...{ changedByRebuild: [], auditFindings: [], left: [] },
    });
    expect(blows['api']).toBeGreaterThan(0);
  });
});
