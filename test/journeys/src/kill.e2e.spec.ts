import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { slow, variant } from './candidates.ts';
import type { HistoryEntry } from './documents.ts';
import { Lab } from './lab.ts';

describe('kill -9 in the middle of a run', () => {
  let lab: Lab;
  let file: string;

  beforeAll(async () => {
    lab = await Lab.up();
    file = await variant(await mkdtemp(join(tmpdir(), 'codecsmith-kill-')), 'slow.py', slow);
  });
  afterAll(() => lab.down());

  const killDuringRun = async (victim: string): Promise<readonly HistoryEntry[]> => {
    const { aggregateId } = await lab.json<{ aggregateId: string }>(
      0,
      'submit',
      file,
      '--clip',
      'orchard',
      '--quality',
      '50',
      '--limit',
      'wallMs=60000',
      '--limit',
      'cpuMs=60000',
    );
    await lab.inPhase(aggregateId, 'executing');
    const { processes } = await lab.description();
    const pid = processes[victim]?.pid;
    if (pid === undefined) throw new Error(`no process ${victim} in ${JSON.stringify(processes)}`);
    process.kill(pid, 'SIGKILL');
    const document = await lab.ended(aggregateId);
    expect(document).toMatchObject({ outcome: 'completed', cause: null });
    expect(document.runs).toHaveLength(1);
    return lab.history(aggregateId);
  };

  it.each(['executor', 'ledger', 'nats'])(
    'of %s: the experiment ends once, with one set of results',
    async (victim) => {
      const history = await killDuringRun(victim);
      const count = (type: string) => history.filter((fact) => fact.type === type).length;
      expect(count('ExperimentConcluded')).toBe(1);
      expect(count('CandidateExecuted')).toBe(1);
      expect(count('CandidateMeasured')).toBe(1);
      expect(history.map((fact) => fact.version)).toEqual(history.map((_, index) => index + 1));
      if (victim === 'executor') expect(count('ExperimentRetried')).toBe(1);
    },
  );
});
