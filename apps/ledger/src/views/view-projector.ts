import { pause } from '@codecsmith/kernel';
import { LOGGER } from '@codecsmith/bus';
import type { Ledger } from '@codecsmith/ledger';
import type { Logger } from '@codecsmith/platform';
import { MeasurementProjector } from '@codecsmith/views';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { LEDGER } from '../open-ledger.ts';

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

  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    private readonly projector: MeasurementProjector,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.forget = this.ledger.onAppended(() => this.wake());
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
      await pause(GATHER_MS, this.stop.signal);
      this.behind = false;
      try {
        await this.projector.catchUp();
      } catch (err) {
        this.behind = true;
        this.logger.error({ err }, 'the view of measurements is behind');
        await pause(RETRY_MS, this.stop.signal);
      }
    }
    this.running = undefined;
  }
}
