import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Closure } from '../policy/closure.ts';
import { closureSchema } from './schemas.ts';
import { JailFault } from './supervisor.ts';

const PROGRAM = fileURLToPath(new URL('../../supervisor/closure.py', import.meta.url));
const MIN_MINOR = 11;
/** Large libraries take some seconds to load and to list. */
const LIMIT_MS = 180_000;

async function ask(python: string, request: object): Promise<Closure> {
  const child = spawn(python, ['-S', '-s', '-P', '-B', PROGRAM], {
    ...{ env: { PATH: '/usr/bin:/bin' }, cwd: '/' },
    ...({ timeout: LIMIT_MS, killSignal: 'SIGKILL' } as const),
  });
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  child.stdin.end(JSON.stringify(request));
  const outputs = Promise.all([text(child.stdout), text(child.stderr)]);
  const [answer, complaints] = await Promise.race([outputs, failed]).catch((error: unknown) => {
    throw new JailFault(`${python} cannot be started: ${String(error)}`);
  });
  if (answer === '') throw new JailFault(`${python} cannot list its files: ${complaints.trim()}`);
  const { version, ...closure } = closureSchema.parse(JSON.parse(answer));
  if (version[0] !== 3 || version[1] < MIN_MINOR) {
    throw new JailFault(`${python} is version ${version.join('.')}: guests need Python 3.${MIN_MINOR} or newer`);
  }
  return closure;
}

/**
 * Asks a Python which files it needs to run with these modules.
 *
 * @throws JailFault when the interpreter is missing or older than the contract demands (3.11).
 */
export const discoverClosure = (python: string, modules: readonly string[]): Promise<Closure> =>
  ask(python, { modules });

/** Lists the shared libraries that a program needs, with those of further files that it will load. */
export const discoverProgram = (python: string, program: string, objects: readonly string[]): Promise<Closure> =>
  ask(python, { program, objects });
