import { BUS, quarantinedCount, queueStates, type NatsConnection } from '@codecsmith/bus';
import type { Ledger } from '@codecsmith/ledger';
import { metrics, seconds } from '@codecsmith/observability';
import { freeBytes, readConfig } from '@codecsmith/platform';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { LEDGER } from '../open-ledger.ts';
import { FactRelay } from './fact-relay.ts';

/** Levels that the ledger knows best: the log's end, how far the bus is behind, what waits there, room on the disks. */
@Injectable()
export class LogMetrics implements OnApplicationBootstrap {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    @Inject(BUS) private readonly nc: NatsConnection,
    private readonly relay: FactRelay,
  ) {}

  onApplicationBootstrap(): void {
    metrics.head.readWith(async () => [[{}, (await this.ledger.head()).position]]);
    metrics.relayLag.readWith(async () => [[{}, (await this.ledger.head()).position - this.relay.position]]);
    metrics.relayInStep.readWith(() => [[{}, this.relay.unhealthyReason === undefined ? 1 : 0]]);
    metrics.quarantined.readWith(async () => [[{}, await quarantinedCount(this.nc)]]);
    this.measureQueues();
    measureDisks();
  }

  private measureQueues(): void {
    metrics.queueMessages.readWith(async () =>
      (await queueStates(this.nc)).flatMap(({ durable, waiting, inFlight, repeated }) => [
        [{ durable, state: 'waiting' }, waiting] as const,
        [{ durable, state: 'in_flight' }, inFlight] as const,
        [{ durable, state: 'repeated' }, repeated] as const,
      ]),
    );
    metrics.queueOldest.readWith(async () =>
      (await queueStates(this.nc)).map(({ durable, oldestAt }) => {
        return [{ durable }, oldestAt === undefined ? 0 : seconds(oldestAt.getTime())] as const;
      }),
    );
  }
}

function measureDisks(): void {
  const config = readConfig(['LAB_HOME', 'LAB_ARTIFACTS_DIR', 'LAB_JANITOR_DISK_FLOOR_BYTES']);
  metrics.diskFree.readWith(async () => [
    [{ place: 'home' }, await freeBytes(config.LAB_HOME)],
    [{ place: 'artifacts' }, await freeBytes(config.LAB_ARTIFACTS_DIR)],
  ]);
  metrics.diskFloor.readWith(() => [[{}, config.LAB_JANITOR_DISK_FLOOR_BYTES]]);
}
