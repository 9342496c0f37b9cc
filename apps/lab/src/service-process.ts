import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { signal } from '@codecsmith/platform';
import type { Exit } from '@codecsmith/embedded';
import type { Running } from './process-supervisor.ts';
import { limitLog } from './log-files.ts';

export interface ServiceCommand {
  /** The program: a JavaScript file for this very Node. */
  readonly script: string;
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Appended to. A service whose log cannot be opened, as on a full disk, runs without one. */
  readonly logFile: string;
  /** Beyond it the log is started anew. */
  readonly logBytes: number;
  readonly healthPort: number;
}

/** A service closes within 10 s; then it is ended. */
const STOP_LIMIT_MS = 12_000;

/**
 * Starts a service in a session of its own (a Ctrl-C at the terminal must not reach it before the lab stops things in
 * order). It ends by itself when the pipe to its standard input closes, so it never outlives the lab.
 */
export async function startService(command: ServiceCommand): Promise<Running> {
  await limitLog(command.logFile, command.logBytes).catch(() => undefined);
  const log = await open(command.logFile, 'a', 0o600).catch(() => undefined);
  try {
    return await spawned(command, log?.fd ?? 'ignore');
  } finally {
    await log?.close();
  }
}

async function spawned({ script, cwd, variables, healthPort }: ServiceCommand, output: number | 'ignore') {
  const child = spawn(process.execPath, [script], {
    cwd,
    env: { ...variables, LAB_SERVICE_PARENT_PIPE: 'true', LAB_SERVICE_HEALTH_PORT: String(healthPort) },
    detached: true,
    stdio: ['pipe', output, output],
  });
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, by) => resolve({ code, signal: by }));
  });
  child.on('error', () => undefined);
  child.stdin?.on('error', () => undefined);
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  return {
    pid,
    exited,
    healthPort,
    kill: () => signal(pid, 'SIGKILL'),
    stop: async () => {
      signal(pid, 'SIGTERM');
      await Promise.race([exited, sleep(STOP_LIMIT_MS, undefined, { ref: false })]);
      signal(pid, 'SIGKILL');
      await exited;
    },
  };
}
