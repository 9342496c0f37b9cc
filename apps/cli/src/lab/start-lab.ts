import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabClient } from '@codecsmith/client';
import { ALREADY_RUNNING_EXIT, endProcesses, partStates } from '@codecsmith/platform';
import { CommandError, EXIT } from '../exit-code.ts';
import { printNote } from '../output/print.ts';
import { WORKSPACE_ROOT } from '../workspace-root.ts';
import { labDiskTrouble } from './disk.ts';
import { graveMessage } from './grave-message.ts';
import { isReady, lastWords } from './last-words.ts';
import { Patience } from './patience.ts';
import { labPaths, runningLab, type RunningLab } from './running-lab.ts';

/** How long no part may change before the start is given up; a busy machine takes minutes for one. */
const STILL_LIMIT_MS = 600_000;
/** What a start waits for is said when it takes longer than this, and again whenever it is something else. */
const SAY_AFTER_MS = 10_000;
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

/** @throws CommandError when a part has failed for good, or nothing moves any more */
async function untilReady(signal: AbortSignal | undefined): Promise<RunningLab> {
  const patience = new Patience(STILL_LIMIT_MS, Date.now());
  let [saidAtMs, said] = [Date.now(), ''];
  for (;;) {
    signal?.throwIfAborted();
    const { lab, waitsFor, states } = await lookAtStart();
    if (lab !== undefined && waitsFor === undefined) return lab;
    const what = waitsFor ?? 'its supervisor: has not said where it listens';
    if (patience.isOver(states, Date.now())) throw await standstill(what);
    if (what !== said && Date.now() - saidAtMs >= SAY_AFTER_MS) {
      [saidAtMs, said] = [Date.now(), what];
      printNote(`the lab is starting; it waits for ${what}`);
    }
    await sleep(LOOK_MS);
  }
}

async function standstill(what: string): Promise<CommandError> {
  const disk = await labDiskTrouble();
  const why = disk === null ? what : `${disk}; ${what}`;
  return new CommandError(EXIT.failed, `nothing of the lab has moved for ${STILL_LIMIT_MS / 60_000} minutes: ${why}`);
}

interface StartLook {
  /** Undefined until it says where it listens. */
  readonly lab: RunningLab | undefined;
  /** Undefined when it is ready for work. */
  readonly waitsFor: string | undefined;
  /** Each part with its process; any change of one is movement. */
  readonly states: readonly string[];
}

/** @throws CommandError when a part ends at every start though all that it needs is there: nothing comes of waiting */
async function lookAtStart(): Promise<StartLook> {
  const lab = await runningLab();
  if (lab === undefined) return { lab, waitsFor: undefined, states: [] };
  const parts = await partStates(lab);
  const hopeless = parts.find((part) => part.endedUnready >= ENDS_LIMIT && !isReady(part));
  if (hopeless !== undefined) {
    const how = `ended ${hopeless.endedUnready} times, the last time by ${hopeless.lastExit}`;
    throw new CommandError(EXIT.failed, `${hopeless.name} does not stay up (${how}): ${await lastWords(hopeless)}`);
  }
  const waiting = parts.filter((part) => !isReady(part)).map(({ name, state }) => `${name}: ${state}`);
  const waitsFor = waiting.length > 0 ? waiting.join(', ') : await unhealthyReasonOf(lab);
  const states = parts.map(({ name, pid, state }) => `${name} ${pid}: ${state}`);
  return { lab, waitsFor, states: waitsFor === undefined ? states : [...states, waitsFor] };
}

/** What the api of a lab whose parts are all ready still lacks. */
async function unhealthyReasonOf(lab: RunningLab): Promise<string | undefined> {
  const health = await new LabClient({ baseUrl: lab.apiUrl, token: lab.token })
    .health()
    .catch((error: Error) => ({ status: 'unavailable', lab: lab.labId, parts: { api: error.message } }));
  if (health.lab !== lab.labId) return `another program answers at ${lab.apiUrl}`;
  if (health.status === 'ok') return undefined;
  return Object.entries(health.parts)
    .filter(([, state]) => state !== 'ok')
    .map(([name, state]) => `${name}: ${state}`)
    .join(', ');
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
