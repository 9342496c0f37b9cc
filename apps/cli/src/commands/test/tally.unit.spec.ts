import { add, closingLine, failure, failureLines, NOTHING, tallyReport } from './tally.ts';

const file = (name: string, status: string, tests: Record<string, string>, message = '') => ({
  name,
  status,
  message,
  assertionResults: Object.entries(tests).map(([fullName, testStatus]) => ({
    fullName,
    status: testStatus,
    failureMessages: testStatus === 'failed' ? ['\u001B[31mexpected 1\u001B[39m', 'at line 3'] : [],
  })),
});

describe('counting what Jest reported', () => {
  it('names failures and skips, and counts every test once', () => {
    const report = {
      testResults: [
        file('a.unit.spec.ts', 'failed', { adds: 'passed', divides: 'failed' }),
        file('b.int.spec.ts', 'passed', { connects: 'passed', 'needs a GPU': 'pending', later: 'todo' }),
      ],
    };

    const tally = tallyReport('libs/quality', report);

    expect(tally).toEqual({
      passed: 2,
      failed: [{ name: 'libs/quality: divides', reason: 'expected 1\nat line 3' }],
      skipped: ['libs/quality: needs a GPU', 'libs/quality: later'],
    });
    expect(closingLine(tally)).toBe('2 passed, 1 failed, 2 skipped');
  });

  it('counts a spec file that could not be loaded as a failure', () => {
    expect(
      tallyReport('libs/bus', { testResults: [file('/x/bus.int.spec.ts', 'failed', {}, 'no such module')] }),
    ).toEqual({
      passed: 0,
      failed: [{ name: 'libs/bus: /x/bus.int.spec.ts did not run to its end', reason: 'no such module' }],
      skipped: [],
    });
  });

  it('counts a file that failed after all its tests passed, as a broken tear-down does', () => {
    expect(tallyReport('libs/bus', { testResults: [file('b.int.spec.ts', 'failed', { works: 'passed' })] })).toEqual({
      passed: 1,
      failed: [{ name: 'libs/bus: b.int.spec.ts did not run to its end', reason: '' }],
      skipped: [],
    });
  });

  it('adds up projects and failed checks', () => {
    const total = add(add(NOTHING, { passed: 3, failed: [], skipped: ['x'] }), failure('lint', 'see above'));
    expect(closingLine(total)).toBe('3 passed, 1 failed, 1 skipped');
  });

  it('tells beside the name what Jest said, without blank lines or foreign places, no longer than one screen', () => {
    expect(
      failureLines({
        name: 'libs/bus: works',
        reason: '\nexpected 1\n\n  at line 3\n  at run (/x/node_modules/jest/y.js:1)\n',
      }),
    ).toEqual(['failed   libs/bus: works', '         expected 1', '           at line 3']);
    const long = failureLines({
      name: 'x',
      reason: Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n'),
    });
    expect(long.slice(-2)).toEqual(['         line 24', '         … 15 more lines, see above']);
  });
});
