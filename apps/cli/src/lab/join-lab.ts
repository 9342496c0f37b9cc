import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTraversable } from '@codecsmith/embedded';
import { environmentVariables, replaceFile, untilDone } from '@codecsmith/platform';
import { z } from 'zod';
import { CommandError, EXIT } from '../exit-code.ts';
import { printJson, printLine, printNote } from '../output/print.ts';
import { WORKSPACE_ROOT } from '../workspace-root.ts';
import { readInvitation, settingsOf, type Invitation } from './invitation.ts';
import { labPaths } from './running-lab.ts';

const ANSWER_LIMIT_MS = 10_000;
const PAUSES_MS = [1_000, 5_000, 15_000] as const;

export interface JoinOptions {
  /** Writes the settings and ends. */
  readonly settingsOnly?: true;
  readonly json?: true;
}

/**
 * Makes this machine an executor of the lab that invited it, and runs it until it is stopped here or removed there.
 *
 * @throws CommandError when the text is no invitation, or that lab cannot be reached from here
 */
export async function joinLab(text: string, { settingsOnly, json }: JoinOptions): Promise<void> {
  const invitation = readInvitation(text);
  await checkReachable(invitation);
  const settings = settingsOf(invitation);
  const path = await writeSettings(settings);
  if (json) printJson({ name: invitation.name, apiUrl: invitation.apiUrl, settings: path });
  else if (settingsOnly) printLine(path);
  if (settingsOnly) return;
  printNote(`executor ${invitation.name} of the lab at ${invitation.apiUrl}; its settings are in ${path}`);
  await runExecutor(settings);
}

const alive = z.looseObject({ lab: z.string().nullable() });

async function checkReachable({ apiUrl, labId }: Invitation): Promise<void> {
  const url = `${apiUrl}/health/live`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) })
    .then((response) => response.json())
    .catch((error: Error & { cause?: Error }) => {
      const why = error.cause?.message ?? error.message;
      throw new CommandError(EXIT.failed, `the lab does not answer at ${url}: ${why}. Is a firewall between?`);
    });
  const found = alive.safeParse(answer);
  if (!found.success || found.data.lab !== labId)
    throw new CommandError(EXIT.failed, `another program, or another lab, answers at ${url}`);
}

/** What candidates run on must be passed through by users of their own. */
async function writeSettings(settings: Readonly<Record<string, string>>): Promise<string> {
  const { home, guest, executorSettings } = labPaths();
  await makeTraversable(home);
  await mkdir(guest, { recursive: true, mode: 0o755 });
  const lines = Object.entries({ ...settings, LAB_HOME: home }).map(([name, value]) => `${name}=${value}\n`);
  await replaceFile(executorSettings, lines.join(''), 0o600);
  return executorSettings;
}

/** An executor that ends by an error is started again; one that was stopped or removed is not. */
async function runExecutor(settings: Readonly<Record<string, string>>): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  await untilDone(() => runOnce(settings, stop.signal), {
    pausesMs: PAUSES_MS,
    signal: stop.signal,
    onFailure: (error, pauseMs) => printNote(`${String(error)}; started again in ${pauseMs / 1000} s`),
  });
}

async function runOnce(settings: Readonly<Record<string, string>>, stop: AbortSignal): Promise<void> {
  const { home } = labPaths();
  const child = spawn(process.execPath, [join(WORKSPACE_ROOT, 'apps/executor/bundle/main.js')], {
    cwd: home,
    env: { ...environmentVariables(), ...settings, LAB_HOME: home, LAB_SERVICE_PARENT_PIPE: 'true' },
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  // A Ctrl-C at the terminal reaches the executor by itself; a signal to this process alone does not.
  const end = () => child.kill('SIGTERM');
  stop.addEventListener('abort', end, { once: true });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  stop.removeEventListener('abort', end);
  if (code !== 0 && !stop.aborted) throw new Error(`the executor ended by ${signal ?? `exit ${code}`}`);
}
