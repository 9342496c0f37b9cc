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

/** Counts what each spec file reported; one that failed outside its tests (it did not load) counts as one failure. */
export const tallyReport = (root: string, files: JestReport['testResults']): Tally =>
  files.map((file) => tallyFile(projectOf(root, file.name), file)).reduce(add, NOTHING);

/** Folder of the project that a spec file belongs to, such as `libs/jail`. */
const projectOf = (root: string, path: string): string =>
  path
    .slice(root.length + 1)
    .split('/', 2)
    .join('/');

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

/** Where the error passed through libraries, Jest's own included. */
const isForeign = (line: string): boolean => /^\s*at .*\/node_modules\//.test(line);

/** A failure as people read it beside the count: its name, and below it the whole of what was said. */
export function failureLines({ name, reason }: Failure): string[] {
  const lines = stripVTControlCharacters(reason)
    .split('\n')
    .filter((line) => line.trim() !== '' && !isForeign(line));
  return [`failed   ${name}`, ...lines.map((line) => `         ${line.trimEnd()}`)];
}

/** The closing line that pipelines read. */
export const closingLine = (tally: Tally): string =>
  `${tally.passed} passed, ${tally.failed.length} failed, ${tally.skipped.length} skipped`;
