import { stripVTControlCharacters } from 'node:util';
import type { JestReport } from './jest-report.ts';

/** What failed, and what Jest said of it. */
export interface Failure {
  readonly name: string;
  readonly reason: string;
}

/** How many tests passed, and by name what failed or was skipped. */
export interface Tally {
  readonly passed: number;
  readonly failed: readonly Failure[];
  readonly skipped: readonly string[];
}

export const NOTHING: Tally = { passed: 0, failed: [], skipped: [] };

/** A check without tests of its own (format, lint, types) or a run that never reported: it counts only when it failed. */
export const failure = (name: string, reason: string): Tally => ({ ...NOTHING, failed: [{ name, reason }] });

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
  const withStatus = (isSo: (status: string) => boolean): { name: string; reason: string }[] =>
    file.assertionResults
      .filter(({ status }) => isSo(status))
      .map(({ fullName, failureMessages }) => ({
        name: `${project}: ${fullName}`,
        reason: stripVTControlCharacters(failureMessages.join('\n')),
      }));
  const passed = withStatus((status) => status === 'passed').length;
  const failed = withStatus((status) => status === 'failed');
  const skipped = withStatus((status) => status !== 'passed' && status !== 'failed').map(({ name }) => name);
  if (file.status !== 'failed' || failed.length > 0) return { passed, failed, skipped };
  const name = `${project}: ${file.name} did not run to its end`;
  return { passed, failed: [{ name, reason: stripVTControlCharacters(file.message) }], skipped };
}

/** Enough of a reason to begin with; the whole of it stands further up. */
const REASON_LINES = 25;

/** Where the error passed through libraries, Jest's own included. */
const isForeign = (line: string): boolean => /^\s*at .*\/node_modules\//.test(line);

/** A failure as people read it beside the count: its name, and below it what Jest said. */
export function failureLines({ name, reason }: Failure): string[] {
  const lines = reason
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '' && !isForeign(line));
  const more = lines.length > REASON_LINES ? [`… ${lines.length - REASON_LINES} more lines, see above`] : [];
  return [`failed   ${name}`, ...[...lines.slice(0, REASON_LINES), ...more].map((line) => `         ${line}`)];
}

/** The closing line that pipelines read. */
export const closingLine = (tally: Tally): string =>
  `${tally.passed} passed, ${tally.failed.length} failed, ${tally.skipped.length} skipped`;
