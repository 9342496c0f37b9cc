import { visibleText } from '@codecsmith/kernel';
import { logFields } from '@codecsmith/observability';
import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { redactor } from './redact.ts';

export type { Logger } from 'pino';

export interface LoggerOptions {
  /** The service's name: on every line. */
  readonly name: string;
  readonly level: string;
  /** Values that must never be written. */
  readonly secrets?: readonly string[];
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

/** One JSON object a line: `level`, `time`, `name`, `msg`, experiment, attempt and trace of the work that speaks, whatever the caller gave; secrets redacted, control characters escaped. */
export function createLogger({ name, level, secrets = [], destination = process.stdout }: LoggerOptions): Logger {
  const redacted = redactor(secrets);
  const options = {
    name,
    level,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    base: { pid: process.pid },
    mixin: logFields,
    hooks: { streamWrite: (line: string) => visibleText(redacted(line)) },
  };
  // Not pino's own file stream: when a pipe is busy it writes later, out of order, or not at all before an exit.
  return pino(options, destination);
}

/** Parts of Nest that tell of every module and route they put together. */
const CONSTRUCTION = new Set<unknown>(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer']);

/** The same log behind Nest's interface, for `NestFactory.create(…, { logger })`. */
export function nestLogger(logger: Logger): LoggerService {
  const write =
    (level: 'info' | 'warn' | 'error' | 'debug' | 'trace' | 'fatal') =>
    (message: unknown, ...rest: unknown[]) => {
      const context = typeof rest.at(-1) === 'string' ? rest.at(-1) : undefined;
      if (message instanceof Error) logger[level]({ context, err: message }, message.message);
      else logger[level]({ context }, String(message));
    };
  return {
    log: (message: unknown, ...rest: unknown[]) =>
      write(CONSTRUCTION.has(rest.at(-1)) ? 'debug' : 'info')(message, ...rest),
    warn: write('warn'),
    error: write('error'),
    debug: write('debug'),
    verbose: write('trace'),
    fatal: write('fatal'),
  };
}
