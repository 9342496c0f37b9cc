import { closingLine, failureLines, type Tally } from './tally.ts';

export interface TimedSuite {
  /** Path of the spec file below the workspace, or the name of a check. */
  readonly name: string;
  readonly seconds: number;
}

const SLOWEST = 10;

/** A suite's line: outcome, name, counts, seconds. */
export const lineOf = (outcome: string, name: string, counts: string, seconds: number): string =>
  `${outcome.padEnd(8)} ${seconds.toFixed(1).padStart(7)} s  ${name}${counts === '' ? '' : `  (${counts})`}`;

/** The ten suites that took longest, longest first. */
export const slowest = (timed: readonly TimedSuite[]): TimedSuite[] =>
  [...timed].sort((left, right) => right.seconds - left.seconds).slice(0, SLOWEST);

/** The result of a run, line by line, the closing line last. */
export const summaryLines = (tally: Tally, timed: readonly TimedSuite[], wholeSeconds: number): string[] => [
  ...tally.skipped.map((name) => `skipped  ${name}`),
  ...tally.failed.flatMap(failureLines),
  'the slowest suites:',
  ...slowest(timed).map(({ name, seconds }) => `${seconds.toFixed(1).padStart(16)} s  ${name}`),
  `the whole run: ${(wholeSeconds / 60).toFixed(1)} minutes`,
  closingLine(tally),
];

export function printSummary(tally: Tally, timed: readonly TimedSuite[], wholeSeconds: number, json: boolean): void {
  const document = { ...tally, slowest: slowest(timed), seconds: wholeSeconds };
  const lines = summaryLines(tally, timed, wholeSeconds);
  process.stdout.write(json ? `${JSON.stringify(document)}\n` : `${lines.join('\n')}\n`);
}
