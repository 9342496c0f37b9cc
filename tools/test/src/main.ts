import { Command } from 'commander';
import { runTests, UsageError } from './run.ts';

// A reader such as `head` that has seen enough is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

const program = new Command('codecsmith test')
  .description('format, lint, types, then unit, integration and end-to-end tests against real servers')
  .argument('[projects...]', 'only these, by folder name: jail, ledger, journeys …')
  .option('--long', 'also the long variants (*.long.spec.ts): many seeds, long outages')
  .option('--json', 'print the result as one JSON document')
  .addHelpText('after', '\nExamples:\n  ./codecsmith test jail quality\n  ./codecsmith test --long journeys')
  .showHelpAfterError('(--help shows what is allowed)')
  .exitOverride();

try {
  await program.parseAsync();
  process.exitCode = await runTests(program.args, program.opts<{ long?: true; json?: true }>());
} catch (error) {
  if (error instanceof UsageError) process.stderr.write(`codecsmith: ${error.message}\n`);
  else if (!(error instanceof Error && 'exitCode' in error)) throw error;
  const shown = error instanceof Error && 'exitCode' in error && error.exitCode === 0;
  process.exitCode = shown ? 0 : 2;
}
