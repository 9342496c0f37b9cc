import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { addSmallClip, startSmallLab, type SmallLab } from './small-lab.testing.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/analytics/analytics.mjs', import.meta.url));
const EXPERIMENTS = 600;

describe('the analytics example', () => {
  let lab: SmallLab;
  let folder: string;

  beforeAll(async () => {
    lab = await startSmallLab();
    folder = await mkdtemp(join(tmpdir(), 'codecsmith-analytics-'));
    await addSmallClip(lab);
    await runMany(0);
  }, 120_000);
  afterAll(async () => {
    await lab.stop();
    await rm(folder, { recursive: true, force: true });
  }, 30_000);

  /** Experiments that are asked for and cancelled. */
  const runMany = async (from: number): Promise<void> => {
    const data = { source: { kind: 'generated', seed: '1' }, clips: ['small'] };
    const send = async (type: string, about: object): Promise<void> => {
      const ids = Array.from({ length: EXPERIMENTS }, (_, index) => `exp-${from + index}`);
      const answers = await Promise.all(
        ids.map((aggregateId) =>
          lab.ledger.submit({ id: `${type}:${aggregateId}`, aggregate: 'experiment', type, aggregateId, data: about }),
        ),
      );
      expect(answers.filter(({ accepted }) => !accepted)).toEqual([]);
    };
    await send('request', data);
    await send('cancel', {});
  };
  const start = (file: string, ...more: string[]): ChildProcess =>
    spawn(process.execPath, [EXAMPLE, join(folder, file), ...more], {
      env: { PATH: process.env['PATH'], LAB_API_URL: lab.url, LAB_API_TOKEN: lab.tokenOf('viewer') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const statistics = async (file: string): Promise<unknown> => JSON.parse(await readFile(join(folder, file), 'utf8'));

  it('ends with the same statistics, killed and restarted or not', async () => {
    const killed = start('killed.json');
    if (killed.stdout === null) throw new Error('it has no output to follow');
    await once(createInterface(killed.stdout), 'line');
    killed.kill('SIGKILL');
    expect(await once(killed, 'exit')).toEqual([null, 'SIGKILL']);
    await runMany(EXPERIMENTS);

    expect(await once(start('killed.json', '--once'), 'exit')).toEqual([0, null]);
    expect(await once(start('whole.json', '--once'), 'exit')).toEqual([0, null]);

    const { head } = await lab.client('viewer').status();
    expect(await statistics('whole.json')).toMatchObject({ position: head, outcomes: { cancelled: 2 * EXPERIMENTS } });
    expect(await statistics('killed.json')).toEqual(await statistics('whole.json'));
  }, 120_000);
});
