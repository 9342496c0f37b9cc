import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a command ended, and everything it printed. */
export interface Ended {
  /** 128 and more after a signal, as a shell counts. */
  readonly exitCode: number;
  readonly output: string;
}

/** Runs Node with these arguments; what it prints goes to standard error, so that standard output holds the result alone. */
export async function runLive(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 2, 2] });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 128;
}

/** Runs Node with these arguments and keeps what it prints. */
export async function runQuietly(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { exitCode: code ?? 128, output };
}
