import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Command } from 'commander';
import { CommandError, EXIT } from '../../exit-code.ts';
import { printJson, printLine } from '../../output/print.ts';
import { WORKSPACE_ROOT } from '../../workspace-root.ts';
import { readJestReport } from './jest-report.ts';
import { findProjects, removeReports, reportPath, selectProjects, type TestedProject } from './projects.ts';
import { add, closingLine, failure, failureLines, NOTHING, tallyReport, type Tally } from './tally.ts';

export const testCommand = (): Command =>
  new Command('test')
    .description('format, lint, types, then unit, integration and end-to-end tests against real servers')
    .argument('[projects...]', 'only these, by folder name: jail, ledger, journeys …')
    .option('--json', 'print the result as one JSON document')
    .addHelpText('after', '\nExample:\n  ./codecsmith test jail quality')
    .action(runTests);

async function runTests(wanted: string[], options: { json?: true }): Promise<void> {
  const projects = selectProjects(await findProjects(WORKSPACE_ROOT), wanted);
  await removeReports(WORKSPACE_ROOT, projects);
  let tally = await check('format', prettier(projects, wanted.length === 0));
  tally = add(tally, await check('lint', nx('lint', projects)));
  tally = add(tally, await check('types', nx('typecheck', projects)));
  tally = add(tally, await testTarget('test', projects));
  const journeys = projects.filter((project) => project.hasJourneys);
  if (journeys.length > 0) tally = add(tally, await testTarget('e2e', journeys));
  report(tally, options.json === true);
}

async function check(name: string, command: readonly string[]): Promise<Tally> {
  return (await run(command)) === 0 ? NOTHING : failure(name, 'see above');
}

/** Runs one target of all projects and counts what each of them reported; no report is a failure. */
async function testTarget(target: 'test' | 'e2e', projects: readonly TestedProject[]): Promise<Tally> {
  const exitCode = await run(nx(target, projects));
  let tally = NOTHING;
  for (const project of projects) tally = add(tally, await tallyProject(target, project));
  const unexplained = exitCode !== 0 && tally.failed.length === 0;
  return unexplained ? add(tally, failure(target, `nx ended with ${exitCode}, see above`)) : tally;
}

async function tallyProject(target: 'test' | 'e2e', project: TestedProject): Promise<Tally> {
  const found = await readJestReport(reportPath(WORKSPACE_ROOT, project, target)).catch(() => undefined);
  return found === undefined
    ? failure(`${project.folder}: ${target}`, 'ended without a report, see above')
    : tallyReport(project.folder, found);
}

const bin = (name: string): string => join(WORKSPACE_ROOT, 'node_modules/.bin', name);

const prettier = (projects: readonly TestedProject[], everything: boolean): string[] => [
  bin('prettier'),
  '--check',
  '--log-level=warn',
  ...(everything ? ['.'] : projects.map((project) => project.folder)),
];

const nx = (target: string, projects: readonly TestedProject[]): string[] => [
  bin('nx'),
  'run-many',
  `--targets=${target}`,
  `--projects=${projects.map((project) => project.name).join(',')}`,
  `--parallel=${target === 'e2e' ? 1 : 2}`,
  '--output-style=static',
];

/** Everything the tools say goes to standard error, so that standard output holds the result alone. */
async function run([script, ...args]: readonly string[]): Promise<number> {
  if (script === undefined) throw new TypeError('no command given');
  const child = spawn(process.execPath, [script, ...args], { cwd: WORKSPACE_ROOT, stdio: ['ignore', 2, 2] });
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  if (signal !== null) throw new CommandError(EXIT.failed, `${script} was ended by ${signal}`);
  return code ?? 1;
}

function report(tally: Tally, json: boolean): void {
  if (json) {
    printJson({ passed: tally.passed, failed: tally.failed, skipped: tally.skipped });
  } else {
    for (const name of tally.skipped) printLine(`skipped  ${name}`);
    for (const line of tally.failed.flatMap(failureLines)) printLine(line);
    printLine(closingLine(tally));
  }
  process.exitCode = tally.failed.length === 0 ? EXIT.ok : EXIT.failed;
}
