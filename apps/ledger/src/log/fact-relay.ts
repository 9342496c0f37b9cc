import { busTopology, Relay } from '@codecsmith/ledger';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Parts } from '../open-parts.ts';
import { PARTS } from '../parts.token.ts';

/** Publishes the log to the bus, and makes the bus's streams and durables. */
@Injectable()
export class FactRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private relay: Relay | undefined;
  private forget: () => void = () => undefined;

  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  /** Why facts do not flow now, or undefined. */
  get trouble(): string | undefined {
    return this.relay?.progress.inStep === true ? undefined : 'facts are not being published';
  }

  onApplicationBootstrap(): void {
    const { connection, databaseUrl, views, logger, ledger } = this.parts;
    const relay = new Relay({
      connection,
      databaseUrl,
      log: logger,
      topology: busTopology(connection),
      oldestOpenPosition: () => views.oldestOpenPosition(),
    });
    this.relay = relay;
    this.forget = ledger.onAppended(() => relay.wake());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.forget();
    await this.relay?.close();
  }
}
