import { pause } from '@codecsmith/kernel';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';

/** Work that is done again and again until the service ends. A failure is told and does not end it. */
export abstract class Repeating implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly ending = new AbortController();
  private loop: Promise<void> | undefined;

  /** Pauses before the first time and between two; 0 for never. */
  protected abstract readonly pauses: { readonly firstMs: number; readonly everyMs: number };

  /** Does it once. */
  protected abstract once(signal: AbortSignal): Promise<void>;

  protected abstract failed(error: unknown): void;

  onApplicationBootstrap(): void {
    if (this.pauses.everyMs > 0) this.loop = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ending.abort(new Error('shutting down'));
    await this.loop;
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    const { firstMs, everyMs } = this.pauses;
    for (let pauseMs = firstMs; ; pauseMs = everyMs) {
      await pause(pauseMs, signal);
      if (signal.aborted) return;
      await this.once(signal).catch((error: unknown) => {
        if (!signal.aborted) this.failed(error);
      });
    }
  }
}
