import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Builds what the bench runs, then becomes it: `./codecsmith bench` starts this from source. */
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

async function run(args: readonly string[], stdout: 'inherit' | 2): Promise<number> {
  const child = spawn(process.execPath, args, { cwd: path('../../../'), stdio: ['inherit', stdout, 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

const built = await run(
  [path('../../../node_modules/.bin/nx'), 'run', '@codecsmith/test-bench:build', '--output-style=static'],
  2,
);
process.exitCode = built === 0 ? await run([path('../dist/main.js'), ...process.argv.slice(2)], 'inherit') : built;
