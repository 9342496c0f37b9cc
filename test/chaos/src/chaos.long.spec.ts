import { storm } from './storm.ts';

describe('80 experiments in a long storm', () => {
  it.each([1, 2, 3])('all end once and well, seed %s', async (seed) => {
    const report = await storm({ seed, experiments: 80, rageMs: 180_000, apiDownMs: 30_000 });
    console.log(JSON.stringify(report));

    expect(report).toMatchObject({
      ...{ completed: 80, expired: 0, lost: 0, twice: 0, stuck: 0, otherwise: [] },
      ...{ changedByRebuild: [], auditFindings: [], left: [] },
    });
  });
});
