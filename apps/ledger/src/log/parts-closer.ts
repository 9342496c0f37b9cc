import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Parts } from '../open-parts.ts';
import { PARTS } from '../parts.token.ts';

/** Lets go of log, views and bus, once nothing uses them any more. */
@Injectable()
export class PartsCloser implements OnApplicationShutdown {
  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  async onApplicationShutdown(): Promise<void> {
    const { ledger, views, projector, connection } = this.parts;
    await ledger.close();
    await Promise.all([views.close(), projector.close()]);
    if (!connection.isClosed()) await connection.drain();
  }
}
