import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Part } from './parts.ts';

const run = promisify(execFile);
const LIMIT_MS = 20_000;

/** What was found of a part; `version` is null when it is missing or does not work, and `problem` says which. */
export interface Finding {
  readonly name: string;
  readonly version: string | null;
  readonly problem: string | null;
  readonly required: boolean;
  readonly enables: string;
  readonly without: string;
  readonly package: string;
}

/** Asks a part for its version. */
export async function examine(part: Part): Promise<Finding> {
  const { probe, version: pattern, ...about } = part;
  const [program, ...args] = probe;
  const finding = (version: string | null, problem: string | null): Finding => ({ ...about, version, problem });
  try {
    const { stdout, stderr } = await run(program, args, { timeout: LIMIT_MS });
    const found = pattern.exec(stdout + stderr)?.[1];
    return found === undefined ? finding(null, 'runs, but does not say its version') : finding(found, null);
  } catch (error) {
    return finding(null, problemOf(error as NodeJS.ErrnoException & { stderr?: string; killed?: boolean }));
  }
}

function problemOf(error: NodeJS.ErrnoException & { stderr?: string; killed?: boolean }): string {
  if (error.code === 'ENOENT') return 'not found';
  if (error.killed === true) return `no answer within ${LIMIT_MS / 1000} s`;
  const lastLine = (error.stderr ?? '').trim().split('\n').at(-1) ?? '';
  return /ModuleNotFoundError/.test(lastLine) ? 'not found' : lastLine || error.message;
}
