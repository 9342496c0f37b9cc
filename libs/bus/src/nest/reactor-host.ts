import { Inject, Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import type { PullWorker, WorkerLog, WorkerState } from '../reactor/pull-worker.ts';
import { reactorWorker, type Reactor, type ReactorRuntime } from '../reactor/reactor.ts';
import { checkBinding } from './check-binding.ts';

export const REACTOR_OPTIONS = Symbol('REACTOR_OPTIONS');

export interface ReactorHostOptions {
  /** Name in the topology, such as `sanitizer`. */
  readonly service: string;
  /** An open connection; the host drains it at the end. */
  readonly nc: NatsConnection;
  readonly reactors: readonly Reactor[];
  readonly log: WorkerLog;
  readonly newerVersion?: ReactorRuntime['newerVersion'];
}

/** Runs a service's reactors from the application's start to its close. */
@Injectable()
export class ReactorHost implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly workers: PullWorker[];
  private readonly options: ReactorHostOptions;

  constructor(@Inject(REACTOR_OPTIONS) options: ReactorHostOptions) {
    checkBinding(options.service, options.reactors);
    this.options = options;
    this.workers = options.reactors.map((reactor) => reactorWorker(reactor, options));
  }

  onApplicationBootstrap(): void {
    for (const worker of this.workers) worker.start();
  }

  /** Stops fetching, finishes or hands back, flushes. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
    if (!this.options.nc.isClosed()) await this.options.nc.drain();
  }

  /** Why the service cannot react now, or undefined: for its readiness. */
  get trouble(): string | undefined {
    return this.states.find(({ trouble }) => trouble !== undefined)?.trouble;
  }

  get states(): WorkerState[] {
    return this.workers.map((worker) => worker.state);
  }
}
