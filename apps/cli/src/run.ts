import { trustAuthorities } from '@codecsmith/platform';
import { CommanderError } from 'commander';
import { didYouMean } from './failure-hints.ts';
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
    else await reportError(error, words);
  }
}

async function reportError(error: unknown, words: readonly string[]): Promise<void> {
  const { exitCode, message, details } = failureOf(error);
  const hint = await didYouMean(error, words).catch(() => undefined);
  if (words.includes('--json')) printJson({ error: { message, ...details, ...(hint === undefined ? {} : { hint }) } });
  printNote(`codecsmith: ${message}${hint === undefined ? '' : `. ${hint}`}`);
  process.exitCode = exitCode;
}
