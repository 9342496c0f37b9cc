import { add, closingLine, failure, NOTHING, tallyReport } from './tally.ts';

const file = (name: string, status: string, tests: Record<string, string>) => ({
  name,
  status,
  message: '',
  assertionResults: Object.entries(tests).map(([fullName, testStatus]) => ({ fullName, status: testStatus })),
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
      failed: ['libs/quality: divides'],
      skipped: ['libs/quality: needs a GPU', 'libs/quality: later'],
    });
    expect(closingLine(tally)).toBe('2 passed, 1 failed, 2 skipped');
  });

  it('counts a spec file that could not be loaded as a failure', () => {
    expect(tallyReport('libs/bus', { testResults: [file('/x/bus.int.spec.ts', 'failed', {})] })).toEqual({
      passed: 0,
      failed: ['libs/bus: /x/bus.int.spec.ts did not run to its end'],
      skipped: [],
    });
  });

  it('counts a file that failed after all its tests passed, as a broken tear-down does', () => {
    expect(tallyReport('libs/bus', { testResults: [file('b.int.spec.ts', 'failed', { works: 'passed' })] })).toEqual({
      passed: 1,
      failed: ['libs/bus: b.int.spec.ts did not run to its end'],
      skipped: [],
    });
  });

  it('adds up projects and failed checks', () => {
    const total = add(add(NOTHING, { passed: 3, failed: [], skipped: ['x'] }), failure('lint: see above'));
    expect(closingLine(total)).toBe('3 passed, 1 failed, 1 skipped');
  });
});
