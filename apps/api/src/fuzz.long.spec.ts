import { RateLimit } from './access/rate-limit.guard.ts';
import { fuzz } from './fuzz.testing.ts';
import { startSmallLab, type SmallLab } from './small-lab.testing.ts';

const NO_LIMIT = new RateLimit(1_000_000, 1_000_000);

describe('ten thousand requests that nobody meant', () => {
  let lab: SmallLab;
  beforeAll(async () => {
    lab = await startSmallLab({ rate: NO_LIMIT });
  });
  afterAll(() => lab.stop());

  it('never meet a fault of the lab, and change nothing', async () => {
    const before = await lab.ledger.head();
    const report = await fuzz(lab, 10_000, 2);
    console.log(JSON.stringify(report.byStatus));
    expect(report.faults).toEqual([]);
    expect(await lab.ledger.head()).toEqual(before);
    expect((await fetch(`${lab.url}/health/ready`)).status).toBe(200);
  });
});
