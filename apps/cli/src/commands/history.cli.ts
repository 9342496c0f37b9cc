import { isNotFound, type Fact, type LabClient } from '@codecsmith/client';
import { Command } from 'commander';
import { CommandError, EXIT, usageError } from '../exit-code.ts';
import { campaignSummaryOf } from '../facts/campaign-fact-line.ts';
import { summaryOf } from '../facts/fact-line.ts';
import { connectLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { renderTable } from '../output/table.ts';
import { clipNames } from '../experiments/clip-names.ts';
import { printExperiment } from '../experiments/experiment-text.ts';
import { standingLines } from './campaign-text.ts';
import { jsonOption, whole } from './options.ts';

export const historyCommand = (): Command =>
  new Command('history')
    .description('the facts of an experiment or a campaign in order, and its state as of any position')
    .argument('<id>', 'experiment or campaign')
    .option('--at <position>', 'state as of this position of the log', whole(1))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith history exp-0123456789abcdef0123 --at 42')
    .action(showHistory);

async function showHistory(id: string, { at, json }: { at?: number; json?: true }): Promise<void> {
  const client = await connectLab();
  const history = (await experimentHistory(client, id)) ?? (await campaignHistory(client, id));
  if (history === undefined) {
    const message = `refused: there is no experiment and no campaign "${id}"`;
    throw new CommandError(EXIT.refused, message, { code: 'unknown_experiment', field: 'id' });
  }
  const facts = history.facts.filter(({ position }) => at === undefined || position <= at);
  if (facts.length === 0) {
    throw usageError(`--at ${at}: ${id} begins at position ${history.facts[0]?.position}`, { field: 'at' });
  }
  const state = at === undefined ? undefined : await history.stateAt(at);
  if (json)
    return printJson({ ...history.names, facts, ...(state === undefined ? {} : { at, state: state.document }) });
  printLine(renderFacts(facts));
  if (state === undefined) return;
  printLine(`\nState as of position ${at}:`);
  state.print();
}

/** What is known about an id, whatever it names. */
interface History {
  readonly names: Readonly<Record<string, string>>;
  readonly facts: readonly Fact[];
  readonly stateAt: (at: number) => Promise<{ readonly document: unknown; readonly print: () => void }>;
}

async function experimentHistory(client: LabClient, id: string): Promise<History | undefined> {
  const facts = await orUndefined(client.experimentFacts(id));
  return (
    facts && {
      names: { experimentId: id },
      facts,
      stateAt: async (at) => {
        const document = await client.experiment(id, { at });
        const nameOf = await clipNames(client);
        return { document, print: () => printExperiment(document, nameOf) };
      },
    }
  );
}

async function campaignHistory(client: LabClient, id: string): Promise<History | undefined> {
  const facts = await orUndefined(client.campaignFacts(id));
  return (
    facts && {
      names: { campaignId: id },
      facts,
      stateAt: async (at) => {
        const document = await client.campaign(id, { at });
        const then = Date.parse(facts.findLast(({ position }) => position <= at)?.occurredAt ?? document.startedAt);
        return { document, print: () => standingLines(document, then).forEach((line) => printLine(line)) };
      },
    }
  );
}

const orUndefined = <T>(asked: Promise<T>): Promise<T | undefined> =>
  asked.catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });

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
      shorten(summaryOf(fact) || campaignSummaryOf(fact), 60),
      shorten(fact.causationId, 40),
      fact.hash.slice(0, 12),
    ]),
  );

const shorten = (text: string, length: number): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
};
