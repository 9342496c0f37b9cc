import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { visibleLine } from '@codecsmith/kernel';
import { Command } from 'commander';
import { nearest } from '../failure-hints.ts';
import { CommandError, EXIT } from '../exit-code.ts';
import { labPaths } from '../lab/running-lab.ts';
import { printLine } from '../output/print.ts';
import { jsonOption, whole } from './options.ts';

interface LogOptions {
  readonly follow?: true;
  readonly lines: number;
  readonly json?: true;
}

const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

export const logsCommand = (): Command =>
  new Command('logs')
    .description('what a service of this lab wrote; without a service, which there are')
    .argument('[service]', 'such as api, executor, ledger')
    .option('-f, --follow', 'go on until Ctrl-C')
    .option('-n, --lines <number>', 'how many of the last lines', whole(0, 100_000), 100)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith logs executor -f')
    .action(showLogs);

async function showLogs(service: string | undefined, options: LogOptions): Promise<void> {
  const { logs } = labPaths();
  const services = (await readdir(logs).catch(() => []))
    .flatMap((file) => (file.endsWith('.log') ? [file.slice(0, -'.log'.length)] : []))
    .toSorted();
  if (service === undefined) {
    return printLine(options.json ? JSON.stringify({ services }) : services.join('\n') || `no logs in ${logs}`);
  }
  if (!services.includes(service)) {
    const [near] = nearest(service, services);
    const hint = near === undefined ? '' : ` Did you mean ${near}?`;
    const message = `refused: service: there is no log of "${service}". Allowed: ${services.join(', ')}.${hint}`;
    throw new CommandError(EXIT.refused, message, { field: 'service', allowed: services });
  }
  await printTail(join(logs, `${service}.log`), options);
}

/** `tail` follows files that are replaced, which a watch of one file does not. */
async function printTail(path: string, { follow, lines, json }: LogOptions): Promise<void> {
  const tail = spawn('tail', ['-n', String(lines), ...(follow ? ['-F'] : []), path], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const interrupt = () => tail.kill();
  process.once('SIGINT', interrupt);
  for await (const line of createInterface({ input: tail.stdout })) printLine(json ? line : readable(line));
  process.removeListener('SIGINT', interrupt);
}

/** A line of JSON as people read it; other lines as they are. */
export function readable(line: string): string {
  const entry = entryIn(line);
  if (entry === undefined) return visibleLine(line);
  const { time, level, msg, service: _service, pid: _pid, hostname: _hostname, ...more } = entry;
  const rest = Object.keys(more).length === 0 ? '' : `  ${JSON.stringify(more)}`;
  const when = typeof time === 'number' || typeof time === 'string' ? new Date(time).toISOString() : '';
  const name = typeof level === 'number' ? (LEVELS[level] ?? String(level)) : String(level ?? '');
  return visibleLine(`${when}  ${name.padEnd(5)}  ${String(msg ?? '')}${rest}`);
}

function entryIn(line: string): Record<string, unknown> | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? (entry as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
