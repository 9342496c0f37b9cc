import { ArtifactMissing } from '@codecsmith/artifacts';
import { pause, pausesOf, retry } from '@codecsmith/kernel';
import type { WorkerLog } from '@codecsmith/bus';

/** The lab, not the candidate, failed a piece of work. */
export class LabFault extends Error {
  override readonly name = 'LabFault';
}

export interface FitnessOptions {
  /** Rejects with what this machine lacks to run a candidate. */
  readonly selfTest: () => Promise<void>;
  readonly log: WorkerLog;
  /** Before each repeat; the last one goes on. */
  readonly pausesMs?: readonly number[];
}

const PAUSES_MS = [1_000, 5_000, 30_000, 60_000];
/** After so many faults in a row, of whatever work, the machine is suspected: it must pass its self-test. */
const SUSPICIOUS = 2;
/** A piece of work that fails so often on a machine which passes its self-test is handed back. */
const HOPELESS = 5;
/** The store answers that it has no such artifact: further tries bring it no sooner. */
const HOPELESS_WHEN_MISSING = 2;

/**
 * Whether this executor can do its work. A fault of the lab (the store is away, a jail cannot be built, a folder cannot
 * be written) is waited out, with growing pauses, while the lease goes on beating; meanwhile no other work is taken.
 * An artifact that the store does not have is a fault of this one piece of work: the machine takes other work meanwhile.
 */
export class Fitness {
  private readonly options: Required<FitnessOptions>;
  private faults = 0;
  private why: string | undefined;

  constructor(options: FitnessOptions) {
    this.options = { pausesMs: PAUSES_MS, ...options };
  }

  /** What the executor waits for, or undefined: for its readiness. While there is something it takes no work. */
  get unhealthyReason(): string | undefined {
    return this.why;
  }

  /** Resolves when the machine is not known to be unfit. */
  async untilFit(signal: AbortSignal): Promise<void> {
    while (this.why !== undefined && !signal.aborted) await this.pause(0, signal);
  }

  /**
   * Repeats work until it does not fail by the lab.
   *
   * @throws the signal's reason when aborted
   * @throws LabFault when it fails again and again on a machine that is fit
   */
  async patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      return await this.repeat(work, signal);
    } finally {
      // Nobody waits any more; what comes next finds out by itself.
      if (signal.aborted) this.why = undefined;
    }
  }

  private async repeat<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let failures = 1; ; failures += 1) {
      try {
        const result = await work();
        if (!signal.aborted) this.recover();
        return result;
      } catch (error) {
        signal.throwIfAborted();
        const reason = error instanceof Error ? error.message : String(error);
        const ofWork = error instanceof ArtifactMissing;
        if (failures >= (ofWork ? HOPELESS_WHEN_MISSING : HOPELESS)) {
          if (!ofWork) this.recover();
          throw new LabFault(reason, { cause: error });
        }
        if (ofWork) await this.pause(failures, signal);
        else await this.waitOut(error, reason, failures, signal);
      }
    }
  }

  private async waitOut(err: unknown, reason: string, failures: number, signal: AbortSignal): Promise<void> {
    this.faults += 1;
    this.why = `waits: ${reason}`;
    this.options.log.warn({ err, failures }, 'a fault of the lab; the work waits');
    await this.pause(failures, signal);
    if (this.faults >= SUSPICIOUS) await this.untilTested(signal);
  }

  private async untilTested(signal: AbortSignal): Promise<void> {
    await retry(() => this.options.selfTest(), {
      pauseAfter: pausesOf(this.options.pausesMs),
      signal,
      onFailure: (error) => {
        this.why = `fails its self-test: ${error instanceof Error ? error.message : String(error)}`;
        this.options.log.warn({ err: error }, 'the self-test fails; no work is taken until it passes');
      },
    });
    this.recover();
  }

  private recover(): void {
    if (this.why !== undefined) this.options.log.info({}, 'the machine is fit again');
    this.faults = 0;
    this.why = undefined;
  }

  private async pause(failures: number, signal: AbortSignal): Promise<void> {
    await pause(pausesOf(this.options.pausesMs)(failures), signal);
    signal.throwIfAborted();
  }
}
