import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Parts } from '../open-parts.ts';
import { PARTS } from '../parts.token.ts';

/** While the bus was away no beat could be heard, so no lease may end for that silence. */
@Injectable()
export class ReconnectWatch implements OnApplicationBootstrap {
  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  onApplicationBootstrap(): void {
    void this.watch();
  }

  private async watch(): Promise<void> {
    const { connection, ledger } = this.parts;
    for await (const { type } of connection.status()) {
      if (type === 'reconnect') ledger.forgiveSilence();
    }
  }
}
