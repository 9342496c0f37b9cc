/** What the specs of the transport share: a service named `sanitizer` whose one handler is theirs. */
import 'reflect-metadata';
import { createLogger } from '@codecsmith/platform';
import { Controller, Module, type DynamicModule, type INestMicroservice, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, Payload } from '@nestjs/microservices';
import { connectBus } from '../connection/connect-bus.ts';
import type { FactType } from '../messages/vocabulary.ts';
import type { FactContext } from '../microservice/contexts.ts';
import type { JetStreamServer } from '../microservice/jetstream-server.ts';
import { OnFact, type FactBinding } from '../microservice/patterns.ts';
import { serviceArguments } from '../microservice/run-microservice.ts';
import type { Reaction } from '../reactor/reactor.ts';

export type Handle = (context: FactContext, data: unknown) => Reaction | Promise<Reaction>;

export interface SampleOptions extends Partial<Omit<FactBinding, 'durable'>> {
  readonly handle: Handle;
  readonly handles?: readonly FactType[];
}

/** A controller whose handler is the given function. */
export function sampleController({ handle, handles = ['CandidateDrafted'], ...binding }: SampleOptions): Type {
  class Sample {
    handle(_data: unknown, _context: FactContext): Reaction | Promise<Reaction> {
      return handle(_context, _data);
    }
  }
  Controller()(Sample);
  const method = Object.getOwnPropertyDescriptor(Sample.prototype, 'handle') as PropertyDescriptor;
  OnFact(handles, { durable: 'sanitizer', concurrency: 4, backoffMs: [50], ...binding })(
    Sample.prototype,
    'handle',
    method,
  );
  Payload()(Sample.prototype, 'handle', 0);
  Ctx()(Sample.prototype, 'handle', 1);
  return Sample;
}

export interface SampleService {
  readonly app: INestMicroservice;
  readonly server: JetStreamServer;
}

/** Makes a service of a module; `listen` starts it. */
export async function serviceOf(
  url: string,
  module: Type | DynamicModule,
  service = 'sanitizer',
): Promise<SampleService> {
  const nc = await connectBus({ url, name: service });
  const logger = createLogger({ name: service, level: 'silent' });
  const parts = {
    service,
    actor: `service:${service}`,
    nc,
    logger,
    stop: () => undefined,
    newerVersion: { deliveries: 3, delayMs: 50 },
  };
  const [root, options, server] = serviceArguments(module, parts);
  return { app: await NestFactory.createMicroservice(root, { ...options, logger: false }), server };
}

/** Makes and starts a service with one handler. */
export async function sampleService(url: string, options: SampleOptions): Promise<SampleService> {
  class SampleModule {}
  Module({ controllers: [sampleController(options)] })(SampleModule);
  const service = await serviceOf(url, SampleModule);
  await service.app.listen();
  return service;
}
