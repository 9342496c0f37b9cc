import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { groupsOf, guestProcesses, processesOf, signalAll } from './containment.testing.ts';
import { encodeJob, HONEST_PYTHON, makeClip, makeHome, removeClips, until } from './fixture.testing.ts';
import { checkCommand, runCheck } from './machines.testing.ts';
import { ownerOf } from './machine.ts';
import { openJail, type Jail } from './open-jail.ts';
import type { JailOptions } from './options.ts';
import { isRoot, testedTiers } from './use-jail.testing.ts';

const HONEST = 'def compress_video_frame(frame, frame_index, config):\n    return frame.tobytes()\n';
const ENDLESS = 'import sys\nprint("running"); sys.stdout.flush()\nwhile True: pass\n';
/** Its second thread is seen from outside: then the candidate is at work. */
const AT_WORK = 'import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()\ntime.sleep(600)\n';
/** Half a second of processor time, however long that takes. */
const HALF_A_SECOND = `
import time
while time.process_time() < 0.5: pass
def compress_video_frame(frame, frame_index, config):
    return frame.tobytes()
`;
/** So many to a core leave a guest a quarter of one. */
const RIVALS = 3 * availableParallelism();
/** One for the guest at work, two for those of another lab. */
const THREE = { first: 62_170, last: 62_172 };
const UIDS = { first: 62_170, last: 62_175 };

let home: Awaited<ReturnType<typeof makeHome>>;
beforeEach(async () => {
  home = await makeHome();
});
afterEach(async () => {
  await Promise.all(opened.map((jail) => jail.close()));
  opened = [];
  await home.remove();
});
afterAll(removeClips);

let opened: Jail[] = [];

/** A jail that is closed behind its test, however that goes. */
async function open(options: Omit<JailOptions, 'home'> = {}): Promise<Jail> {
  const jail = await openJail({ home: home.path, uids: UIDS, ...options });
  opened.push(jail);
  return jail;
}

const leftovers = (owner: string): readonly string[] => [...processesOf(UIDS), ...groupsOf(owner)];

const asRoot = isRoot ? it : it.skip;
if (!isRoot) process.stdout.write('SKIPPED, needs root to tell guests by their uids: lives of killed guests\n');
const TIERS = testedTiers('the killed executor').filter((tier) => tier !== 'strict');

describe('the life of a jail', () => {
  it('keeps guests warm, uses each once, and ends them all when it closes', async () => {
    const jail = await open({ warm: 2 });
    const job = encodeJob(HONEST, await makeClip());
    expect(await jail.warm(job)).toMatchObject({ interpreter: expect.stringMatching(/^CPython 3\./) as string });
    const results = [await jail.run(job), await jail.run(job), await jail.run(job)];
    expect(results.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok']);
    await jail.close();
    expect(leftovers(jail.machine.owner)).toEqual([]);
  });

  asRoot('replaces a warm guest that was killed while it waited', async () => {
    const jail = await open({ warm: 1 });
    const job = encodeJob(HONEST, await makeClip());
    await jail.warm(job);
    signalAll(
      guestProcesses(UIDS).map(({ pid }) => pid),
      'SIGKILL',
    );
    await until(() => processesOf(UIDS).length === 0);
    expect(await jail.run(job)).toMatchObject({ outcome: 'ok' });
    await jail.close();
  });

  it('cancels within its time, running or still starting', async () => {
    const jail = await open();
    for (const delayMs of [0, 30, 600]) {
      const running = jail.run(encodeJob(ENDLESS, await makeClip()), { signal: AbortSignal.timeout(delayMs) });
      expect(await running).toMatchObject({ outcome: 'cancelled' });
      expect(leftovers(jail.machine.owner)).toEqual([]);
    }
    await jail.close();
  });

  asRoot.each(TIERS)('leaves nothing in tier %s when the executor is killed', async (tier) => {
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
    const jail = await open({ tier });
    await until(() => leftovers(jail.machine.owner).length === 0);
    expect(await jail.run(encodeJob(HONEST, await makeClip()))).toMatchObject({ outcome: 'ok', tier });
    await jail.close();
    expect(await readdir(join(home.path, 'work'))).toEqual([]);
  });

  asRoot('clears up after its supervisors were killed too', async () => {
    const jail = await open({ warm: 2, tier: 'C' });
    await jail.warm(encodeJob(HONEST, await makeClip()));
    const groups = groupsOf(jail.machine.owner);
    const supervisors = new Set(groups.map((path) => Number(path.split('-').at(-2))));
    expect(supervisors.size).toBe(2);
    signalAll([...supervisors], 'SIGKILL');
    await until(() => processesOf(UIDS).length === 0); // guests die with their parent
    const next = await open({ tier: 'C' });
    expect(leftovers(next.machine.owner)).toEqual([]);
    await Promise.all([jail.close(), next.close()]);
  });

  asRoot('goes on beside another lab that shares neither its home nor its /run', async () => {
    const jail = await open({ uids: THREE });
    const end = new AbortController();
    const ours = jail.run(encodeJob(AT_WORK, await makeClip()), { signal: end.signal });
    await until(() => guestProcesses(THREE).some(({ threads }) => threads > 1));
    const working = guestProcesses(THREE).map(({ pid }) => pid);
    const file = join(home.path, 'honest.py');
    await writeFile(file, HONEST_PYTHON);
    const candidates = [1, 2, 3].map(() => ({ language: 'python', file }));
    const options = { home: join(home.path, 'other'), uids: THREE };
    const theirs = await runCheck(['no shared /run'], { options, candidates }, 'no secret');
    const still = guestProcesses(THREE).map(({ pid }) => pid);
    end.abort();
    expect(await ours).toMatchObject({ outcome: 'cancelled' });
    expect(theirs.slice(1).map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok']);
    expect(still).toEqual(working);
  });

  it('charges no candidate with the time that it waited for a processor', async () => {
    const jail = await open();
    const rivals = Array.from({ length: RIVALS }, () => spawn(process.execPath, ['-e', 'for (;;);']));
    try {
      const job = encodeJob(HALF_A_SECOND, await makeClip(), { limits: { wallMs: 700, cpuMs: 20_000 } });
      expect(await jail.run(job)).toMatchObject({ outcome: 'ok' });
    } finally {
      for (const rival of rivals) rival.kill('SIGKILL');
    }
  });

  asRoot('refuses a home that guests cannot reach', async () => {
    await chmod(home.path, 0o700);
    await expect(openJail({ home: home.path })).rejects.toThrow(`guests cannot reach ${home.path}`);
  });
});
