import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, signal } from '@codecsmith/platform';
import { Lab, processesBelow, until } from '@codecsmith/test-journeys';
import { openDoors } from './doors.ts';
import { addSmallClip, Load } from './load.ts';
import { tally, unharmed } from './tally.ts';

const REBOOTS = 3;
const EACH = 10;
/** What a machine that lost its power leaves. */
const STALE = ['lab.json', 'postgres/data/postmaster.pid', 'nats/store/jetstream', 'tmp/metrics'];

describe('a machine that loses its power under load', () => {
  let lab: Lab;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codecsmith-reboot-'));
    lab = await Lab.up();
    await addSmallClip(lab, folder);
  });
  afterAll(async () => {
    await lab?.down();
    await rm(folder, { recursive: true, force: true });
  });

  /** Kills everything at once, the supervisor and what its children have started too. */
  async function powerCut(): Promise<number> {
    const parts = Object.values(await lab.processes());
    const all = [...parts, ...(await processesBelow(parts.map(({ pid }) => pid)))];
    for (const { pid } of all) signal(pid, 'SIGKILL');
    await until(async () => (await Promise.all(all.map(isAlive))).every((alive) => !alive) || undefined);
    return new Set(all.map(({ pid }) => pid)).size;
  }

  it('goes on where it was at the next `up`, whatever files were left', async () => {
    const doors = openDoors(lab, folder);
    const load = new Load(doors.through.http, 'reboot', 500);
    const killed: number[] = [];
    for (let reboot = 1; reboot <= REBOOTS; reboot += 1) {
      await until(() => Promise.resolve(load.accepted >= reboot * EACH || undefined));
      killed.push(await powerCut());
      for (const file of STALE) await access(join(lab.home, file));
      expect((await lab.cli('up')).code).toBe(0);
    }
    const ids = await load.end();
    await doors.close();
    const counts = await tally(lab, ids);
    console.log(JSON.stringify({ killed, ...counts }));
    expect(counts).toEqual(unharmed(ids.length));
  });
});
