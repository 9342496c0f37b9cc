import { Module, type DynamicModule } from '@nestjs/common';
import { AskServer } from './asks/ask-server.ts';
import { ReconnectWatch } from './asks/reconnect-watch.ts';
import { CommandWorker } from './commands/command-worker.ts';
import { Health } from './health.ts';
import { FactRelay } from './log/fact-relay.ts';
import { PartsCloser } from './log/parts-closer.ts';
import type { Parts } from './open-parts.ts';
import { PARTS } from './parts.token.ts';
import { ViewProjector } from './views/view-projector.ts';

/**
 * The ledger's process. Closing goes in three steps: asks and commands stop (`onModuleDestroy`), then relay and
 * projector finish (`beforeApplicationShutdown`), then log and bus are let go (`onApplicationShutdown`).
 */
@Module({})
export class LedgerModule {
  static forRoot(parts: Parts): DynamicModule {
    return {
      module: LedgerModule,
      providers: [
        { provide: PARTS, useValue: parts },
        AskServer,
        ReconnectWatch,
        CommandWorker,
        FactRelay,
        ViewProjector,
        PartsCloser,
        Health,
      ],
    };
  }
}
