import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { codeckitPath, codeckitSummary } from './codeckit.ts';

const run = promisify(execFile);
const PYTHON = '/usr/bin/python3';

const python = (...args: string[]) =>
  run(PYTHON, args, {
    cwd: codeckitPath(),
    env: { PYTHONPATH: codeckitPath(), PYTHONDONTWRITEBYTECODE: '1', OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
    maxBuffer: 1 << 24,
  });

describe('codeckit', () => {
  it('passes its Python tests', async () => {
    // given the package as a jail sees it / when unittest runs / then it found tests, and none failed
    const outcome = await python('-m', 'unittest', 'discover', '-s', 'tests', '-t', '.').catch(
      (failure: unknown) => failure as { stdout: string; stderr: string },
    );
    expect(outcome.stderr).toMatch(/^Ran [1-9]\d* tests in .*\n\nOK$/m);
  }, 240_000);

  it('shows prompts a summary that equals the code', async () => {
    const { stdout } = await python('-m', 'codeckit');
    expect(codeckitSummary).toBe(stdout);
    expect(codeckitSummary).toContain('codeckit.rans');
  });
});
