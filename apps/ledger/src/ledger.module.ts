import { closedAtShutdown, LOGGER, ServiceHealth, STOP } from '@codecsmith/bus';
import type { Logger, ServiceContext } from '@codecsmith/platform';
import { LabViews, MeasurementProjector } from '@codecsmith/views';
import { Module } from '@nestjs/common';
import { Asks } from './asks/asks.controller.ts';
import { ReconnectWatch } from './asks/reconnect-watch.ts';
import { CommandGate } from './commands/command-gate.ts';
import { Commands } from './commands/commands.controller.ts';
import { Executors } from './executors/executors.controller.ts';
import { AnsweredCommands } from './log/answered-commands.ts';
import { LogMetrics } from './log/log-metrics.ts';
import { FactRelay } from './log/fact-relay.ts';
import { databaseUrl, LEDGER, openPostgresLedger } from './open-ledger.ts';
import { ViewProjector } from './views/view-projector.ts';

const CONNECTIONS = 2;

/**
 * The ledger's process. It closes in three steps: asks and commands stop with the transport, then relay and projector
 * finish (`beforeApplicationShutdown`), then log, views and bus are closed (`onApplicationShutdown`).
 */
@Module({
  controllers: [Asks, Commands, Executors],
  providers: [
    {
      provide: LEDGER,
      inject: [LOGGER, STOP],
      useFactory: async (logger: Logger, stop: ServiceContext['stop']) =>
        closedAtShutdown(await openPostgresLedger(logger, stop)),
    },
    // The log makes the tables that the views are read from.
    {
      provide: LabViews,
      inject: [LEDGER],
      useFactory: async () => closedAtShutdown(await LabViews.open(databaseUrl(), CONNECTIONS)),
    },
    {
      provide: MeasurementProjector,
      inject: [LEDGER],
      useFactory: async () => closedAtShutdown(await MeasurementProjector.open(databaseUrl())),
    },
    CommandGate,
    ReconnectWatch,
    FactRelay,
    LogMetrics,
    AnsweredCommands,
    ViewProjector,
    { provide: ServiceHealth, useExisting: FactRelay },
  ],
  exports: [ServiceHealth],
})
export class LedgerModule {}
