import { BUS, type NatsConnection } from '@codecsmith/bus';
import type { Ledger } from '@codecsmith/ledger';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { LEDGER } from '../open-ledger.ts';

/** While the bus was away no beat could be heard, so no lease may end for that silence. */
@Injectable()
export class ReconnectWatch implements OnApplicationBootstrap {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    @Inject(BUS) private readonly nc: NatsConnection,
  ) {}

  onApplicationBootstrap(): void {
    void this.watch();
  }

  private async watch(): Promise<void> {
    for await (const { type } of this.nc.status()) {
      if (type === 'reconnect') this.ledger.forgiveSilence();
    }
  }
}
