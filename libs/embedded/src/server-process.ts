import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, stat, truncate } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcesses, markOf, processesIn, signal, type ProcessMark } from '@codecsmith/platform';
import type { Identity } from './identity.ts';

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Its working directory, used by nothing else: leftovers are found by it. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly identity: Identity | undefined;
  /** What the server writes to stderr and stdout, appended; emptied at start beyond 16 MiB. */
  readonly logFile: string;
  /** Asks the server to end cleanly; also sent by the kernel when the process that started it dies. */
  readonly stopSignal: NodeJS.Signals;
  readonly stopGraceMs: number;
}

const LOG_LIMIT_BYTES = 16 * 1024 * 1024;
const LOG_TAIL_CHARS = 2_000;

/**
 * A server that never outlives the process that started it: the kernel sends `stopSignal` at the parent's death
 * (`setpriv --pdeathsig`, util-linux), even after kill -9. It has its own session, so a Ctrl-C at the terminal
 * reaches only the parent, which then stops things in order.
 */
export class ServerProcess {
  readonly mark: ProcessMark;
  readonly exited: Promise<Exit>;
  private hasExited = false;
  private readonly command: ServerCommand;

  private constructor(command: ServerCommand, mark: ProcessMark, exited: Promise<Exit>) {
    this.command = command;
    this.mark = mark;
    this.exited = exited.then((exit) => {
      this.hasExited = true;
      return exit;
    });
  }

  static async start(command: ServerCommand): Promise<ServerProcess> {
    await endProcesses(await processesIn(command.cwd), command.stopSignal, command.stopGraceMs);
    await limitLog(command.logFile);
    const log = await open(command.logFile, 'a', 0o600);
    try {
      const child = spawn('setpriv', setprivArguments(command), {
        cwd: command.cwd,
        env: command.env,
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
      });
      const exited = new Promise<Exit>((resolve) => {
        child.once('exit', (code, by) => resolve({ code, signal: by }));
      });
      child.on('error', () => undefined);
      await once(child, 'spawn').catch((cause: unknown) => {
        throw new Error(`cannot start ${command.command} through setpriv (util-linux)`, { cause });
      });
      const pid = child.pid ?? 0;
      return new ServerProcess(command, (await markOf(pid)) ?? { pid, startTicks: 0 }, exited);
    } finally {
      await log.close();
    }
  }

  /**
   * Waits until `probe` answers something, however long, as long as the server writes into its log: on a busy machine
   * the recovery of a large store takes its time, and would begin again from its start if it were ended.
   *
   * @throws Error with the end of the server's log when it ends, or writes nothing for `silenceMs`
   */
  async ready<T>(probe: () => Promise<T | undefined>, silenceMs: number): Promise<T> {
    let [silentSince, written] = [Date.now(), 0];
    for (;;) {
      if (this.hasExited) throw new Error(`${this.command.command} ended at start: ${await this.logTail()}`);
      const answer = await probe();
      if (answer !== undefined) return answer;
      const size = await sizeOf(this.command.logFile);
      if (size !== written) [silentSince, written] = [Date.now(), size];
      if (Date.now() - silentSince >= silenceMs) {
        const { command } = this.command;
        throw new Error(`${command} is not ready and has said nothing for ${silenceMs} ms: ${await this.logTail()}`);
      }
      await sleep(20);
    }
  }

  /** What `work` gives; when it fails, no process of this server is left behind. */
  async orEnd<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await this.kill9();
      throw error;
    }
  }

  /** Ends it cleanly, or by SIGKILL after its grace time; returns when no process of it is left. */
  async stop(): Promise<void> {
    if (!this.hasExited) signal(this.mark.pid, this.command.stopSignal);
    await Promise.race([this.exited, sleep(this.command.stopGraceMs, undefined, { ref: false })]);
    await this.kill9();
  }

  /** Ends it as a crash would; returns when no process of it is left. */
  async kill9(): Promise<void> {
    if (!this.hasExited) signal(this.mark.pid, 'SIGKILL');
    await this.exited;
    await endProcesses(await processesIn(this.command.cwd), 'SIGKILL', 0);
  }

  private async logTail(): Promise<string> {
    return (await readFile(this.command.logFile, 'utf8')).slice(-LOG_TAIL_CHARS);
  }
}

function setprivArguments({ identity, stopSignal, command, args }: ServerCommand): string[] {
  const as = identity ? [`--reuid=${identity.uid}`, `--regid=${identity.gid}`, '--clear-groups'] : [];
  return [...as, '--no-new-privs', `--pdeathsig=${stopSignal}`, command, ...args];
}

async function limitLog(path: string): Promise<void> {
  if ((await sizeOf(path)) > LOG_LIMIT_BYTES) await truncate(path, 0);
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    (info) => info.size,
    () => 0,
  );
