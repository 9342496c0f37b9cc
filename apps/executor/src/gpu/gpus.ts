import type { GpuGrant, Tier } from '@codecsmith/jail';
import { grantGpus, vanished } from '@codecsmith/jail';
import type { Lane } from '@codecsmith/kernel';
import { readConfig } from '@codecsmith/platform';

/** The setting that names the lanes, for messages. */
const LANES = 'LAB_EXECUTOR_LANES: gpu';

/** The cards of this machine, each lent to one attempt at a time. */
export class Gpus {
  private readonly free: GpuGrant[];
  /** Lets those who wait look again, first come first. */
  private readonly waiting: (() => void)[] = [];

  constructor(readonly all: readonly GpuGrant[]) {
    this.free = [...all];
  }

  /**
   * Looks for cards where this executor serves the lane `gpu`; without that lane there are none.
   *
   * @throws Error naming the setting when the lane is wanted and the machine cannot serve it
   */
  static find(lanes: readonly Lane[]): Gpus {
    if (!lanes.includes('gpu')) return new Gpus([]);
    const { grants, list } = grantGpus(readConfig(['LAB_GPU_ROOT']).LAB_GPU_ROOT);
    if (grants.length === 0) throw new Error(`${LANES}: no GPU was found here: ${list.reasons.join('; ')}`);
    return new Gpus(grants);
  }

  /** What of the cards may explain a difference between two machines; nothing without cards. */
  get fingerprint(): Readonly<Record<string, string | number>> {
    const [first] = this.all;
    if (first === undefined) return {};
    const models = [...new Set(this.all.map(({ model }) => model))].join(', ');
    return { gpu: models, gpuDriver: first.driver, gpus: this.all.length };
  }

  /**
   * Lends a card for as long as `work` lasts. Whoever comes while all are lent waits in turn; a card that is gone from the
   * machine is passed by until it is back.
   *
   * @throws Error when no card is left that could come free
   * @throws the signal's reason when aborted before a card is free
   */
  async withOne<T>(signal: AbortSignal, work: (gpu: GpuGrant) => Promise<T>): Promise<T> {
    const gpu = await this.take(signal);
    try {
      return await work(gpu);
    } finally {
      this.free.push(gpu);
      this.waiting.splice(0).forEach((look) => look());
    }
  }

  private async take(signal: AbortSignal): Promise<GpuGrant> {
    for (;;) {
      signal.throwIfAborted();
      const place = this.free.findIndex((gpu) => vanished(gpu) === null);
      const [gpu] = place < 0 ? [] : this.free.splice(place, 1);
      if (gpu !== undefined) return gpu;
      if (this.free.length === this.all.length) throw new Error(this.allGone());
      await this.next(signal);
    }
  }

  private next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  private allGone(): string {
    return this.free.map(vanished).join('; ') || 'this executor has no GPU';
  }
}

/** @throws Error where a guest's walls have no door for a card */
export function checkTier(gpus: Gpus, tier: Tier): void {
  if (gpus.all.length > 0 && tier === 'strict')
    throw new Error(`${LANES}: gVisor (tier strict) gives guests no GPU; allowed are the tiers A, B and C`);
}
