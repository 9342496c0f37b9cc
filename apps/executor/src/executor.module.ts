import { LOGGER, ServiceHealth } from '@codecsmith/bus';
import type { Logger } from '@codecsmith/platform';
import { Module } from '@nestjs/common';
import { ExecuteCandidate } from './execute-candidate.reactor.ts';
import { Machine } from './machine/machine.ts';
import { Presence } from './machine/presence.ts';
import { MachineHealth } from './machine/machine-health.ts';
import { ReexecuteCandidate } from './verify/reexecute-candidate.reactor.ts';

/** The service that runs candidates in jails. */
@Module({
  controllers: [ExecuteCandidate, ReexecuteCandidate],
  providers: [
    { provide: Machine, inject: [LOGGER], useFactory: (logger: Logger) => Machine.open(logger) },
    Presence,
    { provide: ServiceHealth, useClass: MachineHealth },
  ],
  exports: [ServiceHealth],
})
export class ExecutorModule {}
