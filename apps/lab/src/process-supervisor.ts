import { setTimeout as sleep } from 'node:timers/promises';
import { Silence } from './silence.ts';
import { markOf, type Logger, type ProcessMark } from '@codecsmith/platform';
import type { Exit } from '@codecsmith/embedded';

/** A process that runs. */
export interface Running {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Where it says whether it is ready. */
  readonly healthPort?: number;
  /** Ends it in order; resolves when it is gone. */
  stop(): Promise<void>;
  /** Ends it as a crash would. */
  kill(): void;
}

/** A process that the lab keeps running. */
export interface Part {
  readonly name: string;
  launch(): Promise<Running>;
  /** Whether a process of it can do its work; absent: as soon as it is launched. */
  isReady?(running: Running): Promise<boolean>;
  /** Whether a process that runs can still answer; asked every `everyMs`. */
  readonly liveness?: Liveness;
}

interface Liveness {
  readonly everyMs: number;
  /** How long it may give no answer after its first; time in which it had to wait for a processor does not count. */
  readonly silenceMs: number;
  readonly isLive: (running: Running) => Promise<boolean>;
}

/** How a part fares since its supervisor began. */
export interface PartReport {
  /** Its process now, or the last one. */
  readonly mark?: ProcessMark;
  readonly healthPort?: number | undefined;
  /** How many processes ended, none of them asked to. */
  readonly ended: number;
  /** How many of them since one was last ready, or since {@link ProcessSupervisor.forgive}. */
  readonly endedUnready: number;
  /** How the last of them did: a signal's name or `exit` with a code. */
  readonly lastExit?: string;
  /** Why the latest launch failed; absent when it did not. */
  readonly failure?: string | undefined;
}

export interface ProcessSupervisorOptions {
  readonly logger: Logger;
  /** Called with every change. */
  readonly onChange: (report: PartReport) => void;
  /** Called when a process is ready for the first time. */
  readonly onReady?: () => void;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** What cannot be launched costs little to try again, and often waits for room on a disk. */
const LONGEST_LAUNCH_PAUSE_MS = 2_000;
/** A part whose process was ready and lived this long starts again with the shortest pause. */
const SETTLED_MS = 10_000;
const LOOK_MS = 100;

/** Starts a part, and again whenever it ends or cannot be launched, until it is stopped. No failure ends it. */
export class ProcessSupervisor {
  readonly name: string;
  private readonly part: Part;
  private readonly options: ProcessSupervisorOptions;
  private readonly ending = new AbortController();
  private current: Running | undefined;
  private loop: Promise<void> | undefined;
  private report: PartReport = { ended: 0, endedUnready: 0 };
  private isReady = false;
  private pauseMs = FIRST_PAUSE_MS;
  /** Raised by every {@link renew}: a process of an earlier generation is replaced. */
  private generation = 0;

  constructor(part: Part, options: ProcessSupervisorOptions) {
    this.name = part.name;
    this.part = part;
    this.options = options;
  }

  /** Whether its present process has been ready. */
  get ready(): boolean {
    return this.isReady;
  }

  start(): void {
    this.loop = this.keep();
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await this.current?.stop();
    await this.loop;
  }

  /** Ends its process, if there is one, in order to launch another with what has changed. */
  async renew(): Promise<void> {
    this.generation += 1;
    await this.current?.stop();
  }

  /** Counts its ends anew: something that it needs had failed. */
  forgive(): void {
    if (this.report.endedUnready > 0) this.change({ endedUnready: 0 });
  }

  private async keep(): Promise<void> {
    while (!this.ending.signal.aborted) {
      const generation = this.generation;
      const startedAt = Date.now();
      const running = await this.tryLaunch();
      if (running !== undefined && generation !== this.generation) await running.stop();
      if (running !== undefined) await this.attend(running, generation);
      if (this.isReady && Date.now() - startedAt > SETTLED_MS) this.pauseMs = FIRST_PAUSE_MS;
      this.isReady = false;
      this.current = undefined;
      if (generation !== this.generation) continue;
      await this.pause(running === undefined ? Math.min(this.pauseMs, LONGEST_LAUNCH_PAUSE_MS) : this.pauseMs);
      this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  private async tryLaunch(): Promise<Running | undefined> {
    try {
      const running = await this.part.launch();
      this.current = running;
      // Told to stop while it was starting.
      if (this.ending.signal.aborted) await running.stop();
      const mark = (await markOf(running.pid)) ?? { pid: running.pid, startTicks: 0 };
      this.change({ mark, healthPort: running.healthPort, failure: undefined });
      return running;
    } catch (err) {
      const failure = err instanceof Error ? err.message : String(err);
      this.options.logger.error({ err, part: this.name, pauseMs: this.pauseMs }, 'does not start; tried again');
      this.change({ failure });
      return undefined;
    }
  }

  /** Until the process has ended. */
  private async attend(running: Running, generation: number): Promise<void> {
    const over = new AbortController();
    const watching = [this.noteReady(running, over.signal), this.condemn(running, over.signal)];
    const exit = await running.exited;
    over.abort();
    await Promise.all(watching);
    if (this.ending.signal.aborted || generation !== this.generation) return;
    const lastExit = exit.signal ?? `exit ${exit.code}`;
    this.change({ ended: this.report.ended + 1, endedUnready: this.report.endedUnready + 1, lastExit });
    this.options.logger.warn({ part: this.name, ...exit, pauseMs: this.pauseMs }, 'ended; starting it again');
  }

  private async noteReady(running: Running, over: AbortSignal): Promise<void> {
    while (!over.aborted && !(await this.saysYes(this.part.isReady?.(running)))) await tick(LOOK_MS, over);
    if (over.aborted) return;
    this.isReady = true;
    this.change({ endedUnready: 0 });
    this.options.onReady?.();
  }

  /** Kills a process that stopped answering. One that never answered is still starting: its own limits apply. */
  private async condemn(running: Running, over: AbortSignal): Promise<void> {
    const { liveness } = this.part;
    if (liveness === undefined) return;
    let silence: Silence | undefined;
    while (!over.aborted) {
      await tick(liveness.everyMs, over);
      if (over.aborted) return;
      if (await this.saysYes(liveness.isLive(running))) silence = await Silence.since(running.pid);
      const silentMs = (await silence?.chargedMs()) ?? 0;
      if (silentMs < liveness.silenceMs) continue;
      this.options.logger.error({ part: this.name, silentMs: Math.round(silentMs) }, 'does not answer; killed');
      running.kill();
      return;
    }
  }

  private async saysYes(question: Promise<boolean> | undefined): Promise<boolean> {
    return question === undefined || question.catch(() => false);
  }

  private change(changes: Partial<PartReport>): void {
    this.report = { ...this.report, ...changes };
    this.options.onChange(this.report);
  }

  private async pause(ms: number): Promise<void> {
    await tick(ms, this.ending.signal);
  }
}

const tick = (ms: number, over: AbortSignal): Promise<unknown> =>
  sleep(ms, undefined, { signal: over }).catch(() => undefined);
