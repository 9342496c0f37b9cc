import { Command } from 'commander';
import { LabClient, type LabStatus } from '@codecsmith/client';
import { EXIT } from '../exit-code.ts';
import { findLab } from '../lab/connect.ts';
import { labDiskTrouble } from '../lab/disk.ts';
import { isReady } from '../lab/last-words.ts';
import { labPaths } from '../lab/running-lab.ts';
import { startLab, stopLab } from '../lab/start-lab.ts';
import { bytesText } from '../output/bytes-text.ts';
import { printJson, printLine } from '../output/print.ts';
import { executorTable, unservedLanes } from '../output/executor-table.ts';
import { renderTable, type Column } from '../output/table.ts';
import { jsonOption } from './options.ts';

export const upCommand = (): Command =>
  new Command('up')
    .description('start the lab in the background, with a private NATS and Postgres')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith up')
    .action(async ({ json }: { json?: true }) => {
      const { lab, reused } = await startLab();
      const { home, logs, tokenFile } = labPaths();
      const disk = await labDiskTrouble();
      if (json) return printJson({ apiUrl: lab.apiUrl, home, reused, disk });
      printLine(reused ? `the lab is running at ${lab.apiUrl}` : `the lab runs at ${lab.apiUrl}`);
      printLine(
        `  dashboard  ./codecsmith open\n  token      ${tokenFile}\n  logs       ${logs}\n  stop       ./codecsmith down`,
      );
      if (disk !== null) printLine(`\n${disk}; running work ends, and all resumes when there is room`);
    });

export const openCommand = (): Command =>
  new Command('open')
    .description('print a link that logs a browser in, once, within five minutes')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith open')
    .action(async ({ json }: { json?: true }) => {
      const lab = await findLab();
      const { path, until } = await new LabClient(lab).loginLink();
      const url = new URL(path, lab.baseUrl).href;
      if (json) printJson({ url, until });
      else printLine(url);
    });

export const downCommand = (): Command =>
  new Command('down')
    .description('stop the lab; everything it knows stays')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith down')
    .action(async ({ json }: { json?: true }) => {
      const stopped = await stopLab();
      if (json) printJson({ stopped });
      else printLine(stopped ? 'the lab has stopped' : 'no lab was running here');
    });

export const statusCommand = (): Command =>
  new Command('status')
    .description('services, queues, stuck work')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith status')
    .action(async ({ json }: { json?: true }) => {
      const lab = await findLab();
      const client = new LabClient(lab);
      const [status, health] = [await client.status(), await client.health()];
      // Only the ledger knows them; without one the rest of the status still counts.
      const executors = await client.executors().catch(() => null);
      const disk = status.parts === null ? null : await labDiskTrouble();
      if (json) printJson({ apiUrl: lab.baseUrl, health, executors, disk, ...status });
      else {
        printStatus(lab.baseUrl, status);
        printLine(executors === null ? '\nexecutors: the ledger does not answer' : `\n${executorTable(executors)}`);
        unservedLanes(status.queues, executors ?? []).forEach((line) => printLine(`\n${line}`));
      }
      if (!json && disk !== null) printLine(`\n${disk}; new work is refused until there is room`);
      const isWell =
        health.status === 'ok' &&
        (status.parts ?? []).every(isReady) &&
        !status.reactors.some(({ missing }) => missing);
      process.exitCode = isWell ? EXIT.ok : EXIT.failed;
    });

const right = (title: string): Column => ({ title, align: 'right' });

function printParts(parts: NonNullable<LabStatus['parts']>): void {
  const rows = parts.map(({ name, pid, state, ended, lastExit }) => [
    name,
    String(pid),
    state,
    ended === 0 ? '' : `${ended} (last: ${lastExit})`,
  ]);
  printLine(`${renderTable([{ title: 'process' }, right('pid'), { title: 'state' }, { title: 'restarts' }], rows)}\n`);
}

function printStatus(url: string, status: LabStatus): void {
  printLine(`lab ${url}: ${status.head} facts, ${status.relayed} of them on the bus\n`);
  if (status.parts !== null) printParts(status.parts);
  printLine(`ended: ${countsOf(status.outcomes)}\n`);
  const queues = status.queues.map((each) => [each.phase, each.lane, String(each.count), each.oldestSince]);
  if (queues.length === 0) printLine('nothing is under way');
  else
    printLine(renderTable([{ title: 'phase' }, { title: 'lane' }, right('experiments'), { title: 'oldest' }], queues));
  printReactors(status);
  if (status.usage !== null) printUsage(status.usage);
  if (status.quarantined > 0) printLine(`\n${status.quarantined} messages are in quarantine`);
  const stuck = status.stuck.map((each) => [each.id, each.phase, each.phaseSince, each.executor ?? '']);
  if (stuck.length === 0) return printLine('\nnothing is stuck');
  printLine(
    `\n${renderTable([{ title: 'stuck' }, { title: 'phase' }, { title: 'since' }, { title: 'executor' }], stuck)}`,
  );
}

function printReactors({ reactors }: LabStatus): void {
  const columns = [
    { title: 'reactor' },
    ...['waiting', 'in flight', 'repeated'].map(right),
    { title: 'oldest message' },
  ];
  const rows = reactors.map(({ name, waiting, inFlight, repeated, oldestSince, missing }) => [
    ...[name, ...[waiting, inFlight, repeated].map(String)],
    missing ? 'the bus has lost this queue' : (oldestSince ?? ''),
  ]);
  printLine(`\n${renderTable(columns, rows)}`);
}

function printUsage({ at, freeBytes, parts }: NonNullable<LabStatus['usage']>): void {
  const rows = parts.map(({ name, bytes, bytesPerHour }) => [name, bytesText(bytes), growthText(bytesPerHour)]);
  printLine(`\n${renderTable([{ title: 'on the disk' }, right('now'), right('a day')], rows)}`);
  printLine(`free: ${bytesText(freeBytes)}; measured at ${at}`);
}

const growthText = (bytesPerHour: number | null): string => {
  if (bytesPerHour === null) return '';
  return `${bytesPerHour < 0 ? '-' : '+'}${bytesText(Math.abs(bytesPerHour) * 24)}`;
};

const countsOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ') || 'none yet';
