import type { DynamicModule, INestMicroservice, LoggerService, Type } from '@nestjs/common';
import type { CustomStrategy } from '@nestjs/microservices';
import { nestLogger, readConfig, runService } from '@codecsmith/platform';
import { openBus } from '../connection/open-bus.ts';
import { JetStreamServer, type JetStreamServerOptions } from './jetstream-server.ts';
import { ServiceModule, type ServiceParts } from './service.module.ts';

interface ServiceOptions extends CustomStrategy {
  readonly logger: LoggerService;
  /** A start that fails is an error for the caller to tell, not an abort. */
  readonly abortOnError: false;
}

/** What `NestFactory.createMicroservice` takes. */
export type ServiceArguments = readonly [root: DynamicModule, options: ServiceOptions];

/** The root module around a service's own, and the options that put it on the bus. */
export function serviceArguments(
  module: Type | DynamicModule,
  parts: ServiceParts & Pick<JetStreamServerOptions, 'newerVersion'>,
): [...ServiceArguments, JetStreamServer] {
  const server = new JetStreamServer({ ...parts, log: parts.logger });
  const options = { strategy: server, logger: nestLogger(parts.logger), abortOnError: false } as const;
  return [ServiceModule.of(module, parts), options, server];
}

/**
 * The whole life of a service's process: connects, starts every handler of its module or refuses to, answers for its
 * health, and on SIGTERM finishes what runs.
 *
 * @param create calls `NestFactory.createMicroservice` with the given arguments
 */
export const runMicroservice = (
  service: string,
  module: Type | DynamicModule,
  create: (...given: ServiceArguments) => Promise<INestMicroservice>,
): Promise<void> =>
  runService(service, async (context) => {
    const parts = { ...context, service, actor: actorOfService(service), nc: await openBus(service) };
    const [root, options, server] = serviceArguments(module, parts);
    const app = await create(root, options);
    const { health } = app.get(ServiceModule);
    server.takeWorkWhile(() => health?.takesWork !== false);
    await app.listen();
    return {
      readiness: () => server.unhealthyReason ?? health?.unhealthyReason,
      close: () => app.close(),
    };
  });

/** Executors are many: each is called after its user, the lab's own after the service. */
function actorOfService(service: string): string {
  const { LAB_NATS_USER: user = service } = readConfig(['LAB_NATS_USER']);
  return `service:${service === 'executor' ? user : service}`;
}
