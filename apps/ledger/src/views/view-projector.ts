import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Parts } from '../open-parts.ts';
import { PARTS } from '../parts.token.ts';

/** Commits that come close together are projected together. */
const GATHER_MS = 100;
const RETRY_MS = 2_000;

/** Keeps the views that may be a moment behind the log. */
@Injectable()
export class ViewProjector implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stop = new AbortController();
  private forget: () => void = () => undefined;
  private running: Promise<void> | undefined;
  private behind = true;

  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  onApplicationBootstrap(): void {
    this.forget = this.parts.ledger.onAppended(() => this.wake());
    this.wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.forget();
    this.stop.abort();
    await this.running;
  }

  private wake(): void {
    this.behind = true;
    this.running ??= this.run();
  }

  private async run(): Promise<void> {
    while (this.behind && !this.stop.signal.aborted) {
      await this.pause(GATHER_MS);
      this.behind = false;
      try {
        await this.parts.projector.catchUp();
      } catch (err) {
        this.behind = true;
        this.parts.logger.error({ err }, 'the view of measurements is behind');
        await this.pause(RETRY_MS);
      }
    }
    this.running = undefined;
  }

  private pause(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal: this.stop.signal }).catch(() => undefined);
  }
}
