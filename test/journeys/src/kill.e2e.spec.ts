import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { sleeping, variant } from './candidates.ts';
import type { AuditReport } from './documents.ts';
import { guestsOnceAtWork, stillAlive } from './guests.ts';
import { Lab } from './lab.ts';
import { until } from './until.ts';

/** Of each encode: together longer than anything between seeing a candidate at work and the blow. */
const SLEEP_S = 5;
const LIMITS = ['--limit', 'wallMs=600000', '--limit', 'cpuMs=600000'];

describe('kill -9 in the middle of a run', () => {
  let lab: Lab;
  let folder: string;

  beforeAll(async () => {
    lab = await Lab.up();
    folder = await mkdtemp(join(tmpdir(), 'codecsmith-kill-'));
  });
  afterAll(async () => {
    await lab?.down();
    await rm(folder, { recursive: true, force: true });
  });

  const allFacts = async () => (await (await lab.client()).facts({ limit: 1000 })).items;

  const killDuringRun = async (victim: string) => {
    const file = await variant(folder, 'asleep.py', sleeping(SLEEP_S));
    const words = [file, '--clip', 'orchard', '--quality', '50', ...LIMITS];
    const { aggregateId } = await lab.json<{ aggregateId: string }>(0, 'submit', ...words);
    const guests = await guestsOnceAtWork(lab);
    const before = await allFacts();
    process.kill((await lab.processes())[victim]?.pid ?? NaN, 'SIGKILL');
    const document = await lab.ended(aggregateId);
    return { document, before, guests, history: await lab.history(aggregateId) };
  };

  /** Where the bus ends and what an audit says of the log, once both end at the same fact. */
  const synced = () =>
    until(async () => {
      const said = await lab.cli('audit', '--json');
      const report = JSON.parse(said.stdout) as AuditReport | { readonly error: object };
      if ('error' in report) return undefined; // what was killed is not back yet
      const nats = await connect(await lab.natsOptions());
      const { state } = await (await jetstreamManager(nats)).streams.info('FACTS');
      await nats.close();
      return state.last_seq === report.head.position ? { report, messages: state.messages } : undefined;
    });

  it.each(['executor', 'ledger', 'nats'])(
    'of %s: the experiment ends once, with one set of results, and no fact is lost',
    async (victim) => {
      const { document, before, guests, history } = await killDuringRun(victim);

      expect(document).toMatchObject({ outcome: 'completed', cause: null });
      expect(document.runs).toHaveLength(1);
      const count = (type: string) => history.filter((fact) => fact.type === type).length;
      expect(count('ExperimentConcluded')).toBe(1);
      expect(count('CandidateExecuted')).toBe(1);
      expect(count('CandidateMeasured')).toBe(1);
      if (victim === 'executor') expect(count('ExperimentRetried')).toBe(1);
      expect(history.map((fact) => fact.version)).toEqual(history.map((_, index) => index + 1));
      expect(await stillAlive(guests)).toEqual([]);

      const { report, messages } = await synced();
      expect(report).toMatchObject({ facts: messages, findings: [] });
      expect((await allFacts()).slice(0, before.length)).toEqual(before);
    },
  );
});
