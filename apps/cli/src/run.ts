import { trustAuthorities } from '@codecsmith/platform';
import { CommanderError } from 'commander';
import { failureOf } from './failure.ts';
import { printJson, printNote } from './output/print.ts';
import { buildProgram, exitCodeOfUsage } from './program.ts';

/** Runs one command line (without the program's name) and leaves its exit code in `process.exitCode`. */
export async function runCommandLine(words: readonly string[]): Promise<void> {
  try {
    trustAuthorities();
    const program = await buildProgram(words[0]);
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = exitCodeOfUsage(error.exitCode);
    else reportError(error, words.includes('--json'));
  }
}

function reportError(error: unknown, json: boolean): void {
  const { exitCode, message, details } = failureOf(error);
  if (json) printJson({ error: { message, ...details } });
  printNote(`codecsmith: ${message}`);
  process.exitCode = exitCode;
}
