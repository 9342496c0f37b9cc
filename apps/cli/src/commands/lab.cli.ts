import { Command } from 'commander';
import { LabClient, type LabStatus } from '@codecsmith/client';
import { EXIT } from '../exit-code.ts';
import { findLab } from '../lab/connect.ts';
import { labDiskTrouble } from '../lab/disk.ts';
import { isReady, partStates, type PartState } from '../lab/parts.ts';
import { labPaths, runningLab } from '../lab/running-lab.ts';
import { startLab, stopLab } from '../lab/start-lab.ts';
import { printJson, printLine } from '../output/print.ts';
import { executorTable } from '../output/executor-table.ts';
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
        `  dashboard  ${lab.apiUrl}/\n  token      ${tokenFile}\n  logs       ${logs}\n  stop       ./codecsmith down`,
      );
      if (disk !== null) printLine(`\n${disk}; running work ends, and all resumes when there is room`);
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
      const parts = await partsOf(lab.baseUrl);
      const disk = parts === null ? null : await labDiskTrouble();
      if (json) printJson({ apiUrl: lab.baseUrl, health, parts, executors, disk, ...status });
      else {
        printStatus(lab.baseUrl, parts, status);
        printLine(executors === null ? '\nexecutors: the ledger does not answer' : `\n${executorTable(executors)}`);
      }
      if (!json && disk !== null) printLine(`\n${disk}; new work is refused until there is room`);
      const isWell = health.status === 'ok' && (parts ?? []).every(isReady);
      process.exitCode = isWell ? EXIT.ok : EXIT.failed;
    });

/** The processes of the lab at this address; null when it runs on another machine or for another checkout. */
async function partsOf(apiUrl: string): Promise<PartState[] | null> {
  const local = await runningLab();
  return local?.apiUrl === apiUrl ? partStates(local) : null;
}

function printParts(parts: readonly PartState[]): void {
  const right = (title: string): Column => ({ title, align: 'right' });
  const rows = parts.map(({ name, pid, state, ended, lastExit }) => [
    name,
    String(pid),
    state,
    ended === 0 ? '' : `${ended} (last: ${lastExit})`,
  ]);
  printLine(`${renderTable([{ title: 'process' }, right('pid'), { title: 'state' }, { title: 'restarts' }], rows)}\n`);
}

function printStatus(url: string, parts: readonly PartState[] | null, status: LabStatus): void {
  printLine(`lab ${url}: ${status.head} facts, ${status.relayed} of them on the bus\n`);
  if (parts !== null) printParts(parts);
  printLine(`ended: ${countsOf(status.outcomes)}\n`);
  const right = (title: string): Column => ({ title, align: 'right' });
  const queues = status.queues.map((each) => [each.phase, each.lane, String(each.count), each.oldestSince]);
  if (queues.length === 0) printLine('nothing is under way');
  else
    printLine(renderTable([{ title: 'phase' }, { title: 'lane' }, right('experiments'), { title: 'oldest' }], queues));
  const reactors = status.reactors.map((each) => [each.name, String(each.waiting), String(each.inFlight)]);
  printLine(`\n${renderTable([{ title: 'reactor' }, right('waiting'), right('in flight')], reactors)}`);
  if (status.quarantined > 0) printLine(`\n${status.quarantined} messages are in quarantine`);
  const stuck = status.stuck.map((each) => [each.id, each.phase, each.phaseSince, each.executor ?? '']);
  if (stuck.length === 0) return printLine('\nnothing is stuck');
  printLine(
    `\n${renderTable([{ title: 'stuck' }, { title: 'phase' }, { title: 'since' }, { title: 'executor' }], stuck)}`,
  );
}

const countsOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ') || 'none yet';
