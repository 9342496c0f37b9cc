import { add, closingLine, failure, failureLines, NOTHING, tallyReport } from './tally.ts';

const ROOT = '/house/here';

const file = (name: string, status: string, tests: Record<string, string>, message = '') => ({
  name: `/house/here/${name}`,
  status,
  startTime: 0,
  endTime: 1,
  message,
  assertionResults: Object.entries(tests).map(([fullName, testStatus]) => ({
    fullName,
    status: testStatus,
    failureMessages: testStatus === 'failed' ? ['\u001B[31mexpected 1\u001B[39m', 'at line 3'] : [],
  })),
});

describe('counting what Jest reported', () => {
  it('names failures and skips, and counts every test once', () => {
    const files = [
      file('libs/quality/src/a.unit.spec.ts', 'failed', { adds: 'passed', divides: 'failed' }),
      file('libs/bus/src/b.int.spec.ts', 'passed', { connects: 'passed', 'needs a GPU': 'pending', later: 'todo' }),
    ];

    const tally = tallyReport(ROOT, files);

    expect(tally).toEqual({
      passed: 2,
      failed: [{ name: 'libs/quality: divides', reason: 'expected 1\nat line 3' }],
      skipped: ['libs/bus: needs a GPU', 'libs/bus: later'],
    });
    expect(closingLine(tally)).toBe('2 passed, 1 failed, 2 skipped');
  });

  it('counts a spec file that could not be loaded as a failure', () => {
    expect(tallyReport(ROOT, [file('libs/bus/bus.int.spec.ts', 'failed', {}, 'no such module')])).toEqual({
      passed: 0,
      failed: [
        { name: 'libs/bus: /house/here/libs/bus/bus.int.spec.ts did not run to its end', reason: 'no such module' },
      ],
      skipped: [],
    });
  });

  it('counts a file that failed after all its tests passed, as a broken tear-down does', () => {
    expect(tallyReport(ROOT, [file('libs/bus/b.int.spec.ts', 'failed', { works: 'passed' })])).toEqual({
      passed: 1,
      failed: [{ name: 'libs/bus: /house/here/libs/bus/b.int.spec.ts did not run to its end', reason: '' }],
      skipped: [],
    });
  });

  it('adds up projects and failed checks', () => {
    const total = add(add(NOTHING, { passed: 3, failed: [], skipped: ['x'] }), failure('lint', 'see above'));
    expect(closingLine(total)).toBe('3 passed, 1 failed, 1 skipped');
  });

  it('tells beside the name the whole of what was said, without blank lines or foreign places', () => {
    expect(
      failureLines({
        name: 'libs/bus: works',
        reason: '\n\u001B[31mexpected 1\u001B[39m\n\n  at line 3\n  at run (/x/node_modules/jest/y.js:1)\n',
      }),
    ).toEqual(['failed   libs/bus: works', '         expected 1', '           at line 3']);
    const long = Array.from({ length: 400 }, (_, line) => `line ${line}`).join('\n');
    expect(failureLines({ name: 'x', reason: long })).toHaveLength(401);
  });
});
