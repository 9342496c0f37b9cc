import type { JestReport } from './jest-report.ts';

/** How many tests passed, and by name what failed or was skipped. */
export interface Tally {
  readonly passed: number;
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

export const NOTHING: Tally = { passed: 0, failed: [], skipped: [] };

/** A check without tests of its own (format, lint, types) or a run that never reported: it counts only when it failed. */
export const failure = (name: string): Tally => ({ ...NOTHING, failed: [name] });

export const add = (left: Tally, right: Tally): Tally => ({
  passed: left.passed + right.passed,
  failed: [...left.failed, ...right.failed],
  skipped: [...left.skipped, ...right.skipped],
});

/** Counts one project's report; a spec file that failed outside its tests (it did not load) counts as one failure. */
export function tallyReport(project: string, report: JestReport): Tally {
  return report.testResults.map((file) => tallyFile(project, file)).reduce(add, NOTHING);
}

function tallyFile(project: string, file: JestReport['testResults'][number]): Tally {
  const named = (status: (value: string) => boolean): string[] =>
    file.assertionResults.filter((test) => status(test.status)).map((test) => `${project}: ${test.fullName}`);
  const passed = file.assertionResults.filter((test) => test.status === 'passed').length;
  const failed = named((status) => status === 'failed');
  const skipped = named((status) => status !== 'passed' && status !== 'failed');
  const broken = file.status === 'failed' && failed.length === 0;
  return { passed, failed: broken ? [`${project}: ${file.name} did not run to its end`] : failed, skipped };
}

/** The closing line that pipelines read. */
export const closingLine = (tally: Tally): string =>
  `${tally.passed} passed, ${tally.failed.length} failed, ${tally.skipped.length} skipped`;
