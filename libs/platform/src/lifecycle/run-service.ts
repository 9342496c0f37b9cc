import { measureProcess, metrics, startTracing, stopTracing } from '@codecsmith/observability';
import { environmentVariables, readConfig, secretValues, unknownVariables } from '../config/read-config.ts';
import { VERSION } from '../config/version.ts';
import { createLogger, type Logger } from '../logging/logger.ts';
import { reasonOf, startHealthServer, type HealthPlace, type HealthServer, type Readiness } from './health-server.ts';
import { trustAuthorities } from '../tls/tls-files.ts';

/** What a service gives back once it runs; a Nest application fits. */
export interface Running {
  close(): Promise<unknown>;
  /** Why it cannot work now, or undefined when it can. */
  readonly readiness?: Readiness;
}

export interface ServiceContext {
  readonly logger: Logger;
  /** Ends the service in order, as SIGTERM would; for a part that finds it cannot go on. */
  readonly stop: (reason: string, exitCode: number) => void;
}

export interface ServiceOptions {
  readonly shutdownLimitMs?: number;
  /** For a supervisor: its end would end everything, so an uncaught error is only logged. */
  readonly outlivesErrors?: boolean;
}

/** A service that is not down by then is ended. */
export const SHUTDOWN_LIMIT_MS = 10_000;

/**
 * The whole life of a service's process: start; run until SIGTERM, SIGINT, or (under `lab`) until the parent's pipe
 * closes; close within 10 s; exit 0. A failed start, an uncaught error or a slow close exits 1. A log line that cannot be
 * written, as on a full disk, is lost and ends nothing. Never `enableShutdownHooks()`
 * beside it: Nest would destroy modules before their work is drained.
 */
export async function runService(
  name: string,
  start: (context: ServiceContext) => Promise<Running>,
  options: ServiceOptions = {},
): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const logger = serviceLogger(name);
  const life = new Life(logger, options.shutdownLimitMs ?? SHUTDOWN_LIMIT_MS);
  process.once('SIGTERM', () => life.stop('SIGTERM', 0));
  process.once('SIGINT', () => life.stop('SIGINT', 0));
  const onUncaught = (err: unknown) =>
    options.outlivesErrors === true ? logger.error({ err }, 'an error that nobody caught') : life.crash(err);
  process.on('uncaughtException', onUncaught);
  process.on('unhandledRejection', onUncaught);
  try {
    const config = readConfig(['LAB_SERVICE_HEALTH_HOST', 'LAB_SERVICE_HEALTH_PORT', 'LAB_SERVICE_PARENT_PIPE']);
    if (config.LAB_SERVICE_PARENT_PIPE) stopWithParent(life);
    trustAuthorities();
    await traceIfWanted(name);
    await life.open(start, { host: config.LAB_SERVICE_HEALTH_HOST, port: config.LAB_SERVICE_HEALTH_PORT });
  } catch (err) {
    life.crash(err);
  }
}

class Life {
  private readonly logger: Logger;
  private readonly limitMs: number;
  private opening: Promise<Running> | undefined;
  private running: Running | undefined;
  private health: HealthServer | undefined;
  private stopping = false;

  constructor(logger: Logger, limitMs: number) {
    this.logger = logger;
    this.limitMs = limitMs;
  }

  async open(start: (context: ServiceContext) => Promise<Running>, place: HealthPlace): Promise<void> {
    const readiness = () => (this.running ? this.running.readiness?.() : 'starting');
    if (place.port > 0) {
      measureService(readiness);
      this.health = await startHealthServer(place, readiness);
    }
    this.opening = start({ logger: this.logger, stop: (reason, code) => this.stop(reason, code) });
    this.running = await this.opening;
    this.logger.info('started');
  }

  stop(reason: string, exitCode: number): void {
    if (this.stopping) return;
    this.stopping = true;
    this.logger.info({ reason }, 'stopping');
    setTimeout(() => this.exit(1, 'not down within its time, ended'), this.limitMs).unref();
    // A start under way is finished first: only then is it known what there is to close.
    Promise.resolve(this.opening)
      .then((running) => running?.close())
      .then(() => this.health?.close())
      .then(() => stopTracing())
      .then(() => this.exit(exitCode, 'stopped'))
      .catch((err: unknown) => this.crash(err));
  }

  crash(err: unknown): void {
    this.logger.fatal({ err }, err instanceof Error ? err.message : String(err));
    process.exit(1);
  }

  private exit(code: number, message: string): void {
    this.logger.info({ exitCode: code }, message);
    process.exit(code);
  }
}

/** Spans are made only where somebody takes them. */
async function traceIfWanted(service: string): Promise<void> {
  const { LAB_OBSERVABILITY_OTLP_URL: own } = readConfig(['LAB_OBSERVABILITY_OTLP_URL']);
  const endpoint = own ?? environmentVariables()['OTEL_EXPORTER_OTLP_ENDPOINT'];
  if (endpoint !== undefined && endpoint !== '') await startTracing({ endpoint, service, version: VERSION });
}

/** Which service it is, the scrape's own labels say. */
function measureService(readiness: Readiness): void {
  measureProcess();
  metrics.info.readWith(() => [[{ version: VERSION }, 1]]);
  metrics.ready.readWith(async () => [[{}, (await reasonOf(readiness)) === undefined ? 1 : 0]]);
}

/** A level that cannot be read must not hide the message which says so. */
function serviceLogger(name: string): Logger {
  try {
    const level = readConfig(['LAB_LOG_LEVEL']).LAB_LOG_LEVEL;
    const logger = createLogger({ name, level, secrets: secretValues() });
    const unknown = unknownVariables();
    if (unknown.length > 0)
      logger.warn({ unknown }, 'variables that no setting is named after; see docs/configuration.md');
    return logger;
  } catch (err) {
    const logger = createLogger({ name, level: 'info' });
    logger.fatal(err instanceof Error ? err.message : String(err));
    process.exit(2);
  }
}

function stopWithParent(life: Life): void {
  const gone = () => life.stop('the parent is gone', 0);
  process.stdin.on('end', gone).on('error', gone).resume();
}
