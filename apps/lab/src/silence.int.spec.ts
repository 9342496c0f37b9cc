import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createLogger, isAlive, markOf, type ProcessMark } from '@codecsmith/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProcessSupervisor } from './process-supervisor.ts';

const SPIN = 'while :; do :; done';
const EVERY_MS = 50;
const SILENCE_MS = 500;
/** Many times the silence that a process may keep which has a processor. */
const LOOKS = 40;

let others: ChildProcess[] = [];
let supervisor: ProcessSupervisor;
let part: ChildProcess;
let mark: ProcessMark;
let looks = 0;

afterEach(async () => {
  others.forEach((one) => one.kill('SIGKILL'));
  part.kill('SIGKILL');
  await supervisor.stop();
});

/** Keeps a process on one processor that has answered once and never answers again, beside others at its door. */
async function keepSilentOne(rivals: number): Promise<void> {
  others = Array.from({ length: rivals }, () => spawn('taskset', ['-c', '0', 'sh', '-c', SPIN]));
  looks = 0;
  supervisor = new ProcessSupervisor(
    {
      name: 'silent',
      launch: () => {
        part = spawn('taskset', ['-c', '0', 'chrt', '--idle', '0', 'sh', '-c', SPIN]);
        const exited = once(part, 'exit').then(([code, signal]) => ({ code: code as null, signal: signal as null }));
        const kill = () => void part.kill('SIGKILL');
        const stop = () => (kill(), exited.then(() => undefined));
        return Promise.resolve({ pid: part.pid ?? 0, exited, kill, stop });
      },
      liveness: {
        ...{ everyMs: EVERY_MS, silenceMs: SILENCE_MS },
        isLive: () => {
          looks += 1;
          return Promise.resolve(looks === 1);
        },
      },
    },
    { logger: createLogger({ name: 'lab', level: 'silent' }), onChange: () => undefined },
  );
  supervisor.start();
  while (looks === 0) await sleep(EVERY_MS);
  mark = (await markOf(part.pid ?? 0)) ?? { pid: 0, startTicks: 0 };
}

describe('a part that gives no answer', () => {
  it('is left alone while others have its processor, and killed when it is silent with a processor of its own', async () => {
    await keepSilentOne(8);
    while (looks < LOOKS) await sleep(EVERY_MS);
    expect(await isAlive(mark)).toBe(true);

    others.forEach((one) => one.kill('SIGKILL'));
    // By now a processor may be rare for other reasons: stopped, it waits for none.
    part.kill('SIGSTOP');
    while (await isAlive(mark)) await sleep(EVERY_MS);
  });
});
