import { experimentFacts } from '@codecsmith/experiment';
import type { Fact, LabClient } from '@codecsmith/client';
import { Command } from 'commander';
import { EXIT } from '../exit-code.ts';
import { progressLine } from '../facts/wait.ts';
import { connectLab } from '../lab/connect.ts';
import { printJson, printLine, printNote } from '../output/print.ts';
import { jsonOption } from './options.ts';

export const verifyCommand = (): Command =>
  new Command('verify')
    .description('runs an experiment again from its recorded bytes and compares every digest and number')
    .argument('<id>', 'experiment that completed')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith verify exp-0123456789abcdef0123')
    .action(verify);

async function verify(id: string, { json }: { json?: true }): Promise<void> {
  const client = await connectLab();
  const { position } = await client.verifyExperiment(id);
  const found = await finding(client, id, position);
  const {
    matches,
    differences,
    notes = [],
    deterministic = null,
  } = experimentFacts.VerificationPassed.parse(found.data);
  const passed = found.type === 'VerificationPassed';
  if (json) printJson({ experimentId: id, passed, matches, differences, notes, deterministic });
  else {
    printLine(`${passed ? 'passed' : 'FAILED'}  ${matches} digests and numbers agree, ${differences.length} do not`);
    differences.forEach((difference) => printLine(`differs  ${difference}`));
    notes.forEach((note) => printLine(`note     ${note}`));
    if (deterministic === false) printLine('the codec is not deterministic');
  }
  process.exitCode = passed ? EXIT.ok : EXIT.failed;
}

/** The first verification of this experiment that ends after the request at `position`. */
async function finding(client: LabClient, id: string, position: number): Promise<Fact> {
  for await (const fact of client.followFacts({ after: position - 1 })) {
    if (fact.aggregateId !== id) continue;
    printNote(progressLine(fact));
    if (fact.type === 'VerificationPassed' || fact.type === 'VerificationFailed') return fact;
  }
  throw new Error(`the lab ended before ${id} was verified`);
}
