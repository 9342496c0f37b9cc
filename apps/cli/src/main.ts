import { CommanderError } from 'commander';
import { CommandError, EXIT } from './exit-code.ts';
import { printJson, printNote } from './output/print.ts';
import { buildProgram, exitCodeOfUsage } from './program.ts';

function reportError(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = exitCodeOfUsage(error.exitCode);
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (process.argv.includes('--json')) printJson({ error: { message, ...detailsOf(error) } });
  printNote(`codecsmith: ${message}`);
  process.exitCode = error instanceof CommandError ? error.exitCode : EXIT.failed;
}

const detailsOf = (error: unknown): Readonly<Record<string, unknown>> =>
  error instanceof CommandError ? error.details : {};

await buildProgram().parseAsync(process.argv).catch(reportError);
