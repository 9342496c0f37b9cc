import { lineOf, slowest, summaryLines } from './summary.ts';

const suite = (name: string, seconds: number) => ({ name, seconds });

describe('what a run prints', () => {
  it('says outcome, seconds, name and counts of a suite in one line', () => {
    expect(lineOf('passed', 'libs/jail/src/a.unit.spec.ts', '3 passed, 1 skipped', 1.25)).toBe(
      'passed       1.3 s  libs/jail/src/a.unit.spec.ts  (3 passed, 1 skipped)',
    );
    expect(lineOf('failed', 'lint', '', 71)).toBe('failed      71.0 s  lint');
  });

  it('names the ten suites that took longest, longest first', () => {
    const timed = Array.from({ length: 12 }, (_, index) => suite(`s${index}`, index));
    expect(slowest(timed).map(({ name }) => name)).toEqual([
      's11',
      's10',
      's9',
      's8',
      's7',
      's6',
      's5',
      's4',
      's3',
      's2',
    ]);
  });

  it('ends with the count', () => {
    const failed = [{ name: 'libs/bus: works', reason: 'expected 1' }];
    expect(summaryLines({ passed: 4, failed, skipped: ['libs/bus: later'] }, [suite('lint', 12)], 903)).toEqual([
      'skipped  libs/bus: later',
      'failed   libs/bus: works',
      '         expected 1',
      'the slowest suites:',
      '            12.0 s  lint',
      'the whole run: 15.1 minutes',
      '4 passed, 1 failed, 1 skipped',
    ]);
  });
});
