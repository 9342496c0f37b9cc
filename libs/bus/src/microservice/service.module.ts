import { Inject, Module, Optional, type DynamicModule, type OnApplicationShutdown, type Type } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { NatsConnection } from '@nats-io/transport-node';
import type { ServiceContext } from '@codecsmith/platform';
import { LedgerClient } from '../connection/ledger-client.ts';
import { FactReader } from '../facts/fact-reader.ts';
import { PassErrors } from './pass-errors.filter.ts';

/** The connection to NATS; closed after everything that uses it. */
export const BUS = Symbol('BUS');
/** The log of the service, a `Logger` of `platform`. */
export const LOGGER = Symbol('LOGGER');
/** Ends the service in order; for a provider that finds it cannot go on. */
export const STOP = Symbol('STOP');

/** Exported by a service's module that has more to say about its health than whether messages can be taken. */
export abstract class ServiceHealth {
  /** Why the service cannot do its work now, or undefined. */
  abstract readonly unhealthyReason: string | undefined;

  /** False while no message may be fetched. */
  readonly takesWork?: boolean;
}

export interface ServiceParts extends ServiceContext {
  readonly service: string;
  /** Who its commands come from: `service:<name>`. */
  readonly actor: string;
  readonly nc: NatsConnection;
}

/** The root of a service: its own module, and what every service has. */
@Module({})
export class ServiceModule implements OnApplicationShutdown {
  constructor(
    @Inject(BUS) private readonly nc: NatsConnection,
    @Optional() readonly health?: ServiceHealth,
  ) {}

  static of(module: Type | DynamicModule, { actor, nc, logger, stop }: ServiceParts): DynamicModule {
    return {
      module: ServiceModule,
      global: true,
      imports: [module],
      providers: [
        { provide: APP_FILTER, useClass: PassErrors },
        { provide: BUS, useValue: nc },
        { provide: LOGGER, useValue: logger },
        { provide: STOP, useValue: stop },
        { provide: FactReader, useFactory: () => new FactReader(nc, actor) },
        { provide: LedgerClient, useFactory: () => new LedgerClient(nc, actor) },
      ],
      exports: [BUS, LOGGER, STOP, FactReader, LedgerClient],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.nc.isClosed()) await this.nc.drain();
  }
}

/** Lets Nest close a resource when the application ends, after its handlers and everything that still uses it. */
export const closedAtShutdown = <Resource extends { close(): Promise<unknown> }>(
  resource: Resource,
): Resource & OnApplicationShutdown =>
  Object.assign(resource, { onApplicationShutdown: () => resource.close() as Promise<void> });
