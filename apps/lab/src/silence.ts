import { ProcessorWait } from '@codecsmith/platform';

/**
 * How long a process has given no answer. On a starved machine a slow process is no hung one, so it is not charged with
 * time in which it waited for a processor, nor with time in which we, who ask, waited for one. A process that is stopped,
 * or that hangs in a lock or in an endless loop, is charged with all of its time but that.
 */
export class Silence {
  private readonly startedMs: number;
  private readonly theirs: ProcessorWait;
  private readonly ours: ProcessorWait;

  private constructor(startedMs: number, theirs: ProcessorWait, ours: ProcessorWait) {
    this.startedMs = startedMs;
    this.theirs = theirs;
    this.ours = ours;
  }

  static async since(pid: number): Promise<Silence> {
    return new Silence(performance.now(), await ProcessorWait.of(pid), await ProcessorWait.of(process.pid));
  }

  async chargedMs(): Promise<number> {
    const waitedMs = (await this.theirs.ms()) + (await this.ours.ms());
    return performance.now() - this.startedMs - waitedMs;
  }
}
