import { Module, type DynamicModule } from '@nestjs/common';
import { ReactorModule } from '@codecsmith/bus';
import { executeCandidate, type Lane } from './execute-candidate.reactor.ts';
import type { ExecutorParts } from './parts.ts';
import { reexecuteCandidate } from './verify/reexecute-candidate.reactor.ts';

export interface ExecutorOptions extends ExecutorParts {
  readonly lanes: readonly Lane[];
  /** Jails at a time, in each lane. */
  readonly slots: number;
}

/** The service that runs candidates in jails. It holds no database credential: it talks to NATS and the api alone. */
@Module({})
export class ExecutorModule {
  static forRoot({ lanes, slots, ...parts }: ExecutorOptions): DynamicModule {
    const reactors = [...lanes.map((lane) => executeCandidate(parts, lane, slots)), reexecuteCandidate(parts)];
    return {
      module: ExecutorModule,
      imports: [ReactorModule.forRoot({ service: 'executor', nc: parts.nc, log: parts.log, reactors })],
    };
  }
}
