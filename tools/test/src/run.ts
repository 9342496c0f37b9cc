import { fileURLToPath } from 'node:url';
import { checksOf, type Check } from './checks.ts';
import { findProjects, selectProjects, UsageError, type TestedProject } from './projects.ts';
import { lineOf, printSummary, type TimedSuite } from './summary.ts';
import { findSuites, phases, runSuites, type Phase, type SuitesResult } from './suites.ts';
import { add, failure, NOTHING, tallyReport, type Tally } from './tally.ts';

export { UsageError };

const ROOT = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');

/** Runs everything that a change must pass, and prints the result; resolves to the exit status. */
export async function runTests(wanted: string[], options: { long?: true; json?: true }): Promise<number> {
  const projects = selectProjects(await findProjects(ROOT), wanted);
  const timed: TimedSuite[] = [];
  const began = performance.now();
  let tally = await runChecks(await checksOf(ROOT, projects, wanted.length === 0), timed);
  for (const group of phases(options.long === true)) {
    const results = await Promise.all(group.map((phase) => runPhase(phase, projects)));
    for (const { report, faults } of results) {
      tally = [tallyReport(ROOT, report?.testResults ?? []), ...faults].reduce(add, tally);
      timed.push(...(report?.testResults ?? []).map((file) => timedSuite(file)));
    }
  }
  printSummary(tally, timed, (performance.now() - began) / 1000, options.json === true);
  return tally.failed.length === 0 ? 0 : 1;
}

async function runPhase(phase: Phase, projects: readonly TestedProject[]): Promise<SuitesResult> {
  const suites = await findSuites(ROOT, projects, phase.kinds);
  return suites.length === 0 ? { report: undefined, faults: [] } : runSuites(ROOT, phase, suites);
}

const timedSuite = (file: { name: string; startTime: number; endTime: number }): TimedSuite => ({
  name: file.name.slice(ROOT.length + 1),
  seconds: (file.endTime - file.startTime) / 1000,
});

/** Lint runs beside the others: it takes about as long as they do together. */
async function runChecks(checks: readonly Check[], timed: TimedSuite[]): Promise<Tally> {
  const run = async (check: Check): Promise<Tally> => {
    const { name } = check;
    const began = performance.now();
    const { exitCode, output } = await check.run();
    const seconds = (performance.now() - began) / 1000;
    timed.push({ name, seconds });
    process.stderr.write(`${lineOf(exitCode === 0 ? 'passed' : 'failed', name, '', seconds)}\n`);
    return exitCode === 0 ? NOTHING : failure(name, output);
  };
  const lint = checks.filter(({ name }) => name === 'lint').map(run);
  let tally = NOTHING;
  for (const check of checks.filter(({ name }) => name !== 'lint')) tally = add(tally, await run(check));
  return (await Promise.all(lint)).reduce(add, tally);
}
