import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, stat, truncate } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { signal, type Exit } from '@codecsmith/platform';
import type { Running } from './keeper.ts';

export interface ServiceCommand {
  /** The program: a JavaScript file for this very Node. */
  readonly script: string;
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Appended to; emptied at a start beyond 16 MiB. */
  readonly logFile: string;
}

/** A service closes within 10 s; then it is ended. */
const STOP_LIMIT_MS = 12_000;
const LOG_LIMIT_BYTES = 16 * 1024 * 1024;

/**
 * Starts a service in a session of its own (a Ctrl-C at the terminal must not reach it before the lab stops things in
 * order). It ends by itself when the pipe to its standard input closes, so it never outlives the lab.
 */
export async function startService({ script, cwd, variables, logFile }: ServiceCommand): Promise<Running> {
  await limitLog(logFile);
  const log = await open(logFile, 'a', 0o600);
  try {
    const child = spawn(process.execPath, ['--enable-source-maps', script], {
      cwd,
      env: { ...variables, LAB_SERVICE_PARENT_PIPE: 'true' },
      detached: true,
      stdio: ['pipe', log.fd, log.fd],
    });
    const exited = new Promise<Exit>((resolve) => {
      child.once('exit', (code, by) => resolve({ code, signal: by }));
    });
    await once(child, 'spawn');
    child.stdin?.on('error', () => undefined);
    const pid = child.pid ?? 0;
    return {
      pid,
      exited,
      kill: () => signal(pid, 'SIGKILL'),
      stop: async () => {
        signal(pid, 'SIGTERM');
        await Promise.race([exited, sleep(STOP_LIMIT_MS, undefined, { ref: false })]);
        signal(pid, 'SIGKILL');
        await exited;
      },
    };
  } finally {
    await log.close();
  }
}

async function limitLog(path: string): Promise<void> {
  const size = await stat(path).then(
    (info) => info.size,
    () => 0,
  );
  if (size > LOG_LIMIT_BYTES) await truncate(path, 0);
}
