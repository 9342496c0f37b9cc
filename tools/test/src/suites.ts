import { glob, mkdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { readJestReport, type JestReport } from './jest-report.ts';
import { runLive } from './processes.ts';
import type { TestedProject } from './projects.ts';
import { failure, type Tally } from './tally.ts';

/** Suites that run at the same time. */
export interface Phase {
  readonly name: string;
  /** Middle part of the names of its spec files. */
  readonly kinds: readonly string[];
  readonly workers: number;
  /** Ends only what hangs. */
  readonly testTimeoutMs: number;
}

const MINUTE_MS = 60_000;
/** Suites mostly wait for servers and children. Those that drive labs run beside them. */
const SMALL_WORKERS = Math.min(Math.max(availableParallelism(), 2), 8);
/** Each drives a lab of a dozen processes. */
const LAB_WORKERS = Math.min(Math.max(availableParallelism(), 2), 4);

/** What runs side by side, one group after the other: a suite waits more than it works, in whatever kind. */
export function phases(long: boolean): Phase[][] {
  const lab = { workers: LAB_WORKERS, testTimeoutMs: 30 * MINUTE_MS };
  return [
    [
      { name: 'labs', kinds: ['e2e'], ...lab },
      { name: 'small', kinds: ['unit', 'int'], workers: SMALL_WORKERS, testTimeoutMs: 10 * MINUTE_MS },
    ],
    ...(long ? [[{ name: 'long', kinds: ['long'], ...lab, testTimeoutMs: 120 * MINUTE_MS }]] : []),
  ];
}

/** Absolute paths of the spec files of these kinds, sorted. */
export async function findSuites(
  root: string,
  projects: readonly TestedProject[],
  kinds: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  for (const { folder } of projects) {
    const pattern = `${folder}/src/**/*.{${kinds.join(',')},none}.spec.ts`;
    for await (const path of glob(pattern, { cwd: root })) found.push(join(root, path));
  }
  return found.sort();
}

export interface SuitesResult {
  /** Undefined when Jest died before it could write one. */
  readonly report: JestReport | undefined;
  /** What went wrong beside the tests themselves. */
  readonly faults: readonly Tally[];
}

/** Runs the suites in one Jest process with a few workers; a suite that is not in its report is a failure. */
export async function runSuites(root: string, phase: Phase, suites: readonly string[]): Promise<SuitesResult> {
  const output = join(root, '.nx/test', `${phase.name}.json`);
  await mkdir(dirname(output), { recursive: true });
  await rm(output, { force: true }); // a run that dies cannot be mistaken for the one before it
  const exitCode = await runLive(root, jestCommand(root, phase, output, suites), {
    // Suites start the CLI and services hundreds of times: each is compiled once.
    NODE_COMPILE_CACHE: join(root, '.nx/test/compiled'),
  });
  const report = await readJestReport(output);
  const reported = new Set(report?.testResults.map(({ name }) => name));
  const missing = suites.filter((path) => !reported.has(path));
  const faults = missing.map((path) => failure(path.slice(root.length + 1), `no report: Jest ended with ${exitCode}`));
  const explained = faults.length > 0 || report?.testResults.some(({ status }) => status === 'failed');
  const unexplained = exitCode !== 0 && explained !== true;
  return { report, faults: unexplained ? [failure(phase.name, `Jest ended with ${exitCode}`)] : faults };
}

const jestCommand = (root: string, phase: Phase, output: string, suites: readonly string[]): string[] => [
  ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  join(root, 'node_modules/jest/bin/jest.js'),
  ...['--config', join(root, 'jest.config.mjs'), `--reporters=${join(import.meta.dirname, 'reporter.mjs')}`],
  `--testSequencer=${join(import.meta.dirname, 'sequencer.mjs')}`,
  ...['--json', '--outputFile', output, `--maxWorkers=${phase.workers}`, `--testTimeout=${phase.testTimeoutMs}`],
  ...['--runTestsByPath', ...suites],
];
