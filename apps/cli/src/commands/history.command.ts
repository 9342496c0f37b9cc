import type { Fact } from '@codecsmith/client';
import { Command } from 'commander';
import { usageError } from '../exit-code.ts';
import { summaryOf } from '../facts/fact-line.ts';
import { connectLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { renderTable } from '../output/table.ts';
import { printExperiment } from '../experiments/experiment-text.ts';
import { jsonOption, whole } from './options.ts';

export const historyCommand = (): Command =>
  new Command('history')
    .description('the facts of an experiment in order, and its state as of any position')
    .argument('<id>', 'experiment')
    .option('--at <position>', 'state as of this position of the log', whole(1))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith history exp-0123456789abcdef0123 --at 42')
    .action(showHistory);

async function showHistory(id: string, { at, json }: { at?: number; json?: true }): Promise<void> {
  const client = await connectLab();
  const all = await client.experimentFacts(id);
  const facts = all.filter(({ position }) => at === undefined || position <= at);
  if (facts.length === 0) {
    throw usageError(`--at ${at}: this experiment begins at position ${all[0]?.position}`, { field: 'at' });
  }
  const state = at === undefined ? undefined : await client.experiment(id, { at });
  if (json) return printJson({ experimentId: id, facts, ...(state === undefined ? {} : { at, state }) });
  printLine(renderFacts(facts));
  if (state === undefined) return;
  printLine(`\nState as of position ${at}:`);
  printExperiment(state);
}

const renderFacts = (facts: readonly Fact[]): string =>
  renderTable(
    [
      { title: 'position', align: 'right' },
      { title: 'version', align: 'right' },
      { title: 'time' },
      { title: 'fact' },
      { title: 'what it says' },
      { title: 'caused by' },
      { title: 'hash' },
    ],
    facts.map((fact) => [
      String(fact.position),
      String(fact.version),
      fact.occurredAt.slice(11, 23),
      fact.type,
      shorten(summaryOf(fact), 60),
      shorten(fact.causationId, 40),
      fact.hash.slice(0, 12),
    ]),
  );

const shorten = (text: string, length: number): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
};
