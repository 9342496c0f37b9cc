import { setTimeout as sleep } from 'node:timers/promises';
import { markOf, type Exit, type Logger, type ProcessMark } from '@codecsmith/platform';

/** A process that runs. */
export interface Running {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Ends it in order; resolves when it is gone. */
  stop(): Promise<void>;
  /** Ends it as a crash would. */
  kill(): void;
}

/** A process that the lab keeps running. */
export interface Part {
  readonly name: string;
  launch(): Promise<Running>;
  /** Where its processes say whether they are ready. */
  readonly healthPort?: number;
  /** Whether a part that says it runs can still answer; asked every `everyMs`. */
  readonly liveness?: Liveness;
}

export interface Liveness {
  readonly everyMs: number;
  /** Failures in a row, after the first success, that condemn it. */
  readonly limit: number;
  readonly isLive: () => Promise<boolean>;
}

export interface KeeperOptions {
  readonly logger: Logger;
  /** Told of every new process, and how those before it fared. */
  readonly onRunning: (mark: ProcessMark, past: Past) => Promise<void>;
}

/** What became of the earlier processes of a part. */
export interface Past {
  /** How many ended, none of them asked to. */
  readonly ended: number;
  /** How the last of them did. */
  readonly lastExit: Exit | undefined;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** A process that lived this long starts again with the shortest pause. */
const SETTLED_MS = 30_000;

/** Starts a part, starts it again whenever it ends, until it is told to stop. */
export class Keeper {
  readonly name: string;
  private readonly part: Part;
  private readonly options: KeeperOptions;
  private readonly ending = new AbortController();
  private current: Running | undefined;
  private loop: Promise<void> | undefined;
  private past: Past = { ended: 0, lastExit: undefined };

  constructor(part: Part, options: KeeperOptions) {
    this.name = part.name;
    this.part = part;
    this.options = options;
  }

  /**
   * Resolves when the first process runs.
   *
   * @throws what the first launch threw: a part that cannot start at all is no reason to try for ever
   */
  async start(): Promise<void> {
    const first = await this.launch();
    this.loop = this.keep(first);
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await this.current?.stop();
    await this.loop;
  }

  private async launch(): Promise<Running> {
    const running = await this.part.launch();
    this.current = running;
    // Told to stop while it was starting.
    if (this.ending.signal.aborted) await running.stop();
    const mark = await markOf(running.pid);
    if (mark) await this.options.onRunning(mark, this.past);
    return running;
  }

  private async keep(first: Running): Promise<void> {
    const { logger } = this.options;
    let pauseMs = FIRST_PAUSE_MS;
    for (let running: Running | undefined = first; !this.ending.signal.aborted;) {
      const startedAt = Date.now();
      if (running) {
        const exit = await this.watch(running);
        if (this.ending.signal.aborted) return;
        this.past = { ended: this.past.ended + 1, lastExit: exit };
        if (Date.now() - startedAt > SETTLED_MS) pauseMs = FIRST_PAUSE_MS;
        logger.warn({ part: this.name, ...exit, pauseMs }, 'ended; starting it again');
      }
      await this.pause(pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      if (!this.ending.signal.aborted) running = await this.tryLaunch();
    }
  }

  private async tryLaunch(): Promise<Running | undefined> {
    return this.launch().catch((err: unknown) => {
      this.options.logger.error({ err, part: this.name }, 'does not start');
      return undefined;
    });
  }

  private async watch(running: Running): Promise<Exit> {
    const over = new AbortController();
    const guard = this.part.liveness && this.condemn(running, this.part.liveness, over.signal);
    const exit = await running.exited;
    over.abort();
    await guard;
    return exit;
  }

  /** Kills a process that stopped answering. One that never answered is still starting: its own limits apply. */
  private async condemn(running: Running, liveness: Liveness, over: AbortSignal): Promise<void> {
    let [answered, failures] = [false, 0];
    while (!over.aborted) {
      await sleep(liveness.everyMs, undefined, { signal: over, ref: false }).catch(() => undefined);
      if (over.aborted) return;
      const live = await liveness.isLive();
      answered ||= live;
      failures = live || !answered ? 0 : failures + 1;
      if (failures < liveness.limit) continue;
      this.options.logger.error({ part: this.name, failures }, 'does not answer; killed');
      running.kill();
      return;
    }
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.ending.signal }).catch(() => undefined);
  }
}
