import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabClient } from '@codecsmith/client';
import { ALREADY_RUNNING_EXIT, endProcesses, partStates } from '@codecsmith/platform';
import { CommandError, EXIT } from '../exit-code.ts';
import { WORKSPACE_ROOT } from '../workspace-root.ts';
import { labDiskTrouble } from './disk.ts';
import { graveMessage } from './grave-message.ts';
import { isReady, lastWords } from './last-words.ts';
import { labPaths, runningLab, type RunningLab } from './running-lab.ts';

const READY_LIMIT_MS = 120_000;
/** After so many unasked ends without being ready once a part is given up. */
const ENDS_LIMIT = 5;
const LOOK_MS = 200;
/** Services get 10 s to finish, the servers below them some more. */
const STOP_GRACE_MS = 30_000;

export interface StartedLab {
  readonly lab: RunningLab;
  /** It ran already. */
  readonly reused: boolean;
}

/** Makes sure that a lab runs and is ready for work; it goes on when this command has ended. */
export async function startLab(signal?: AbortSignal): Promise<StartedLab> {
  const running = await runningLab();
  if (running !== undefined) return { lab: await untilReady(signal), reused: true };
  const { logs } = labPaths();
  await mkdir(logs, { recursive: true });
  const logPath = join(logs, 'lab.log');
  const log = await open(logPath, 'a');
  const saidBefore = (await log.stat()).size;
  try {
    const child = spawn(process.execPath, [join(WORKSPACE_ROOT, 'apps/lab/bundle/main.js')], {
      cwd: WORKSPACE_ROOT,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    let joined = false;
    const ended = endOf(child, logPath, saidBefore).then(() => (joined = true));
    const lab = await Promise.race([untilReady(signal), ended.then(() => untilReady(signal))]).catch(
      (error: unknown) => {
        child.kill('SIGTERM');
        throw error;
      },
    );
    child.unref();
    return { lab, reused: joined };
  } finally {
    await log.close();
  }
}

/** Stops the lab of this checkout; false when none was running. */
export async function stopLab(): Promise<boolean> {
  const lab = await runningLab();
  if (lab === undefined) return false;
  await endProcesses([lab.supervisor], 'SIGTERM', STOP_GRACE_MS);
  return true;
}

async function untilReady(signal: AbortSignal | undefined): Promise<RunningLab> {
  const deadline = Date.now() + READY_LIMIT_MS;
  let reason = 'it has not said where it listens';
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    const lab = await runningLab();
    const unhealthyReason = lab && (await unhealthyReasonOf(lab));
    if (lab !== undefined && unhealthyReason === undefined) return lab;
    reason = unhealthyReason ?? reason;
    await sleep(LOOK_MS);
  }
  const disk = await labDiskTrouble();
  const why = disk === null ? reason : `${disk}; ${reason}`;
  throw new CommandError(EXIT.failed, `the lab is not ready after ${READY_LIMIT_MS / 1000} s: ${why}`);
}

/**
 * What the lab still waits for, or undefined when it is ready for work.
 *
 * @throws CommandError when a part ends at every start though all that it needs is there: nothing comes of waiting
 */
async function unhealthyReasonOf(lab: RunningLab): Promise<string | undefined> {
  const parts = await partStates(lab);
  const hopeless = parts.find((part) => part.endedUnready >= ENDS_LIMIT && !isReady(part));
  if (hopeless !== undefined) {
    const how = `ended ${hopeless.endedUnready} times, the last time by ${hopeless.lastExit}`;
    throw new CommandError(EXIT.failed, `${hopeless.name} does not stay up (${how}): ${await lastWords(hopeless)}`);
  }
  const waitsFor = parts.filter((part) => !isReady(part)).map(({ name, state }) => `${name}: ${state}`);
  if (waitsFor.length > 0) return waitsFor.join(', ');
  const health = await new LabClient({ baseUrl: lab.apiUrl, token: lab.token })
    .health()
    .catch((error: Error) => ({ status: 'unavailable', lab: lab.labId, parts: { api: error.message } }));
  if (health.lab !== lab.labId) return `another program answers at ${lab.apiUrl}`;
  return health.status === 'ok' ? undefined : JSON.stringify(health.parts);
}

/**
 * Resolves when the supervisor ended because another one is at work here, which can then be joined.
 *
 * @throws CommandError when it ends otherwise, with the gravest thing it said since `from`
 */
async function endOf(child: ChildProcess, logPath: string, from: number): Promise<void> {
  const [code, signalName] = (await once(child, 'exit')) as [number | null, string | null];
  if (code === ALREADY_RUNNING_EXIT) return;
  const said = (await readFile(logPath)).subarray(from).toString('utf8');
  const how = signalName ?? `exit ${code}`;
  throw new CommandError(EXIT.failed, `the lab did not start (${how}): ${graveMessage(said)}\nall it said: ${logPath}`);
}
