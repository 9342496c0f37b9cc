import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { groupsOf, processesOf } from './containment.testing.ts';
import { encodeJob, makeClip, makeHome, removeClips } from './fixture.testing.ts';
import { checkCommand } from './machines.testing.ts';
import { ownerOf } from './machine.ts';
import { openJail } from './open-jail.ts';

const HONEST = 'def compress_video_frame(frame, frame_index, config):\n    return frame.tobytes()\n';
const ENDLESS = 'import sys\nprint("running"); sys.stdout.flush()\nwhile True: pass\n';
const LIMIT_MS = 60_000;
const UIDS = { first: 61_170, last: 61_175 };

let home: Awaited<ReturnType<typeof makeHome>>;
beforeEach(async () => {
  home = await makeHome();
});
afterEach(() => home.remove());
afterAll(removeClips);

/** Waits until something is so; fails by the test's own time limit. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}

const leftovers = (owner: string): readonly string[] => [...processesOf(UIDS), ...groupsOf(owner)];

describe('the life of a jail', () => {
  it(
    'keeps guests warm, uses each once, and ends them all when it closes',
    async () => {
      const jail = await openJail({ home: home.path, warm: 2, uids: UIDS });
      const job = encodeJob(HONEST, await makeClip());
      expect(await jail.warm(job)).toMatchObject({ interpreter: expect.stringMatching(/^CPython 3\./) as string });
      const results = [await jail.run(job), await jail.run(job), await jail.run(job)];
      expect(results.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok']);
      await jail.close();
      expect(leftovers(jail.machine.owner)).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'replaces a warm guest that was killed while it waited',
    async () => {
      if (process.getuid?.() !== 0) return;
      const jail = await openJail({ home: home.path, warm: 1, uids: UIDS });
      const job = encodeJob(HONEST, await makeClip());
      await jail.warm(job);
      for (const line of processesOf(UIDS)) process.kill(Number.parseInt(line, 10), 'SIGKILL');
      await until(() => processesOf(UIDS).length === 0);
      expect(await jail.run(job)).toMatchObject({ outcome: 'ok' });
      await jail.close();
    },
    LIMIT_MS,
  );

  it(
    'cancels within its time, running or still starting',
    async () => {
      const jail = await openJail({ home: home.path, uids: UIDS });
      for (const delayMs of [0, 30, 600]) {
        const running = jail.run(encodeJob(ENDLESS, await makeClip()), { signal: AbortSignal.timeout(delayMs) });
        expect(await running).toMatchObject({ outcome: 'cancelled' });
        expect(leftovers(jail.machine.owner)).toEqual([]);
      }
      await jail.close();
    },
    LIMIT_MS,
  );

  it.each(['A', 'B', 'C'] as const)(
    'leaves nothing in tier %s when the executor is killed',
    async (tier) => {
      const file = join(home.path, 'endless.py');
      await writeFile(file, ENDLESS);
      const options = { home: home.path, uids: UIDS, tier };
      const [command, ...rest] = checkCommand([], { options, candidates: [{ language: 'python', file }] });
      const executor = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(executor.stdout, 'data'); // it tells its tier, then runs
      await until(() => leftovers(ownerOf(home.path)).length > 0);
      await sleep(300); // let it reach its loop
      executor.kill('SIGKILL');
      await once(executor, 'exit');
      const jail = await openJail(options);
      await until(() => leftovers(jail.machine.owner).length === 0);
      expect(await jail.run(encodeJob(HONEST, await makeClip()))).toMatchObject({ outcome: 'ok', tier });
      await jail.close();
      expect(await readdir(join(home.path, 'work'))).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'clears up after its supervisors were killed too',
    async () => {
      if (process.getuid?.() !== 0) return;
      const jail = await openJail({ home: home.path, warm: 2, uids: UIDS, tier: 'C' });
      await jail.warm(encodeJob(HONEST, await makeClip()));
      const groups = groupsOf(jail.machine.owner);
      const supervisors = new Set(groups.map((path) => Number(path.split('-').at(-2))));
      expect(supervisors.size).toBe(2);
      for (const pid of supervisors) process.kill(pid, 'SIGKILL');
      await until(() => processesOf(UIDS).length === 0); // guests die with their parent
      const next = await openJail({ home: home.path, uids: UIDS, tier: 'C' });
      expect(leftovers(next.machine.owner)).toEqual([]);
      await Promise.all([jail.close(), next.close()]);
    },
    LIMIT_MS,
  );

  it(
    'refuses a tier that the machine does not offer, and a home that guests cannot reach',
    async () => {
      await expect(openJail({ home: home.path, tier: 'strict' })).rejects.toThrow('tier strict is not to be had here');
    },
    LIMIT_MS,
  );
});
