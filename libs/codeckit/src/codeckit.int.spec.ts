import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { codeckitPath, codeckitSummary } from './codeckit.ts';

const PYTHON = '/usr/bin/python3';
const ROOT = dirname(codeckitPath());
const ENVIRONMENT = { PYTHONPATH: ROOT, PYTHONDONTWRITEBYTECODE: '1', OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };

const python = async (...args: string[]): Promise<{ stdout: string; stderr: string }> => {
  const settings = { cwd: ROOT, env: ENVIRONMENT, maxBuffer: 1 << 24 };
  try {
    return await promisify(execFile)(PYTHON, args, settings);
  } catch (failure) {
    const { stdout = '', stderr = String(failure) } = failure as { stdout?: string; stderr?: string };
    return { stdout, stderr };
  }
};

describe('codeckit for Python', () => {
  it('passes its own tests', async () => {
    // given the package as a jail sees it, when unittest runs, then it finds tests and none fails
    const { stderr } = await python('-m', 'unittest', 'discover', '-s', 'tests', '-t', '.');
    expect(stderr).toMatch(/\nRan [1-9]\d* tests in [\d.]+s\n\nOK\n$/u);
  });

  it('is summarised for prompts as it is', async () => {
    const { stdout, stderr } = await python('-m', 'codeckit');
    expect({ stderr, summary: stdout }).toEqual({ stderr: '', summary: codeckitSummary('python') });
  });
});
