import { fuzzBus } from './bus-fuzz.testing.ts';
import { LedgerProcess } from './ledger-process.testing.ts';

let lab: LedgerProcess;
beforeAll(async () => {
  lab = await LedgerProcess.start();
});
afterAll(() => lab?.stop());

it('100,000 messages that nobody meant end no ledger, are all answered or kept, and change nothing', async () => {
  const report = await fuzzBus(lab, 100_000, 1);
  console.info(JSON.stringify(report));
  expect(report).toMatchObject({ answered: report.asked, accepted: 0 });
  expect(await lab.facts()).toBe(0);
  expect(await lab.readiness()).toBe(200);
  expect(lab.hasEnded).toBe(false);
});
