import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lineOf } from './summary.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const outcomeOf = ({ numPassingTests, numFailingTests, testExecError, failureMessage }) => {
  if (numFailingTests > 0 || testExecError != null || failureMessage != null) return 'failed';
  return numPassingTests > 0 ? 'passed' : 'skipped';
};

const countsOf = ({ numPassingTests, numFailingTests, numPendingTests, numTodoTests }) =>
  [
    [numPassingTests, 'passed'],
    [numFailingTests, 'failed'],
    [numPendingTests + numTodoTests, 'skipped'],
  ]
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`)
    .join(', ');

/** A Jest reporter: a line per suite as it ends; what a failed suite printed follows its line. */
export default class LinePerSuite {
  onTestFileResult(_test, result) {
    const { start, end } = result.perfStats;
    const outcome = outcomeOf(result);
    const name = relative(ROOT, result.testFilePath);
    process.stderr.write(`${lineOf(outcome, name, countsOf(result), (end - start) / 1000)}\n`);
    if (outcome !== 'failed') return;
    for (const { message } of result.console ?? []) process.stderr.write(`         | ${message.trimEnd()}\n`);
  }

  getLastError() {
    return undefined;
  }
}
