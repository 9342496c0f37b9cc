import { readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
/** Seconds of processor time, by the path of the spec file. */
const SECONDS = JSON.parse(readFileSync(join(import.meta.dirname, 'slow-suites.json'), 'utf8'));

const secondsOf = ({ path }) => SECONDS[relative(ROOT, path)] ?? 0;

/**
 * A Jest sequencer: what takes longest goes first, so that no worker is left with it when all others have ended. Jest
 * knows that only from a run before; on a machine where none was it goes by the size of the file, and the files of the
 * slowest suites are among the smallest. The list need not be exact or complete.
 */
export default class SlowestFirst {
  sort(tests) {
    const sized = tests.map((test) => ({ test, seconds: secondsOf(test), bytes: statSync(test.path).size }));
    return sized.sort((one, other) => other.seconds - one.seconds || other.bytes - one.bytes).map(({ test }) => test);
  }

  allFailedTests() {
    return [];
  }

  cacheResults() {}
}
