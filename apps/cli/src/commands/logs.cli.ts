import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { visibleLine } from '@codecsmith/kernel';
import { Command } from 'commander';
import { z } from 'zod';
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

/** A line of a service's log; which process wrote it says nothing to a person. Servers write lines of their own kind. */
const logEntry = z.looseObject({
  time: z.iso.datetime(),
  level: z.string(),
  msg: z.string().default(''),
  name: z.string().optional(),
  pid: z.number().optional(),
});

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
  for await (const line of createInterface({ input: tail.stdout }))
    printLine(json ? visibleLine(line) : readable(line));
  process.removeListener('SIGINT', interrupt);
}

/** A line of a service's log as people read it; other lines as they are. */
export function readable(line: string): string {
  const entry = logEntry.safeParse(parsed(line));
  if (!entry.success) return visibleLine(line);
  const { time, level, msg, ...more } = entry.data;
  const rest = Object.entries(more).filter(([key]) => key !== 'name' && key !== 'pid');
  const details = rest.length === 0 ? '' : `  ${JSON.stringify(Object.fromEntries(rest))}`;
  return visibleLine(`${time}  ${level.padEnd(5)}  ${msg}${details}`);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
