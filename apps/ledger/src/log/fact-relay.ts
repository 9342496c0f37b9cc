import { BUS, LOGGER, type NatsConnection, type ServiceHealth } from '@codecsmith/bus';
import { busTopology, Relay, type Ledger } from '@codecsmith/ledger';
import { readConfig, type Logger } from '@codecsmith/platform';
import { LabViews } from '@codecsmith/views';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { databaseUrl, LEDGER } from '../open-ledger.ts';

/** Publishes the log to the bus, and makes the bus's streams and durables. */
@Injectable()
export class FactRelay implements ServiceHealth, OnApplicationBootstrap, BeforeApplicationShutdown {
  private relay: Relay | undefined;
  private forget: () => void = () => undefined;

  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    @Inject(BUS) private readonly nc: NatsConnection,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly views: LabViews,
  ) {}

  /** Why facts do not flow now, or undefined. */
  get unhealthyReason(): string | undefined {
    return this.relay?.progress.synced === true ? undefined : 'facts are not being published';
  }

  /** Last position that the bus has confirmed. */
  get position(): number {
    return this.relay?.progress.position ?? 0;
  }

  onApplicationBootstrap(): void {
    const relay = new Relay({
      connection: this.nc,
      databaseUrl: databaseUrl(),
      log: this.logger,
      topology: busTopology(this.nc, readConfig(['LAB_BUS_REPLICAS']).LAB_BUS_REPLICAS),
      oldestOpenPosition: () => this.views.oldestOpenPosition(),
    });
    this.relay = relay;
    this.forget = this.ledger.onAppended(() => relay.wake());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.forget();
    await this.relay?.close();
  }
}
