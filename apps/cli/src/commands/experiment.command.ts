import { OUTCOMES, phase as phases } from '@codecsmith/experiment';
import type { ExperimentQuery, ExperimentSummary } from '@codecsmith/client';
import { Command } from 'commander';
import { EXIT } from '../exit-code.ts';
import { printExperiment } from '../experiments/experiment-text.ts';
import { connectLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { renderTable } from '../output/table.ts';
import { jsonOption, oneOf, whole } from './options.ts';

export const experimentCommand = (): Command =>
  new Command('experiment')
    .description('list experiments, look at one, stop one')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(cancelCommand());

const listCommand = (): Command =>
  new Command('list')
    .description('experiments, newest first')
    .option('--phase <phase>', phases.options.join(', '), oneOf('phase', phases.options))
    .option('--outcome <outcome>', OUTCOMES.join(', '), oneOf('outcome', OUTCOMES))
    .option('--campaign <id>', 'only those of one campaign')
    .option('--cursor <text>', 'where the page before ended')
    .option('--limit <number>', 'experiments on a page, 1 to 200', whole(1, 200), 50)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith experiment list --outcome crashed')
    .action(list);

async function list({ json, ...query }: ExperimentQuery & { json?: true }): Promise<void> {
  const page = await (await connectLab()).experiments(query);
  if (json) return printJson(page);
  printLine(page.items.length === 0 ? 'no experiments' : renderList(page.items));
  if (page.next !== null) printLine(`\nmore: --cursor ${page.next}`);
}

const renderList = (items: readonly ExperimentSummary[]): string =>
  renderTable(
    [{ title: 'experiment' }, { title: 'requested' }, { title: 'phase' }, { title: 'outcome' }, { title: 'campaign' }],
    items.map((item) => [
      item.experimentId,
      item.requestedAt.slice(0, 19).replace('T', ' '),
      item.phase,
      item.outcome ?? '',
      item.campaign ?? '',
    ]),
  );

const showCommand = (): Command =>
  new Command('show')
    .description('everything about one experiment')
    .argument('<id>', 'experiment')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith experiment show exp-0123456789abcdef0123 --json')
    .action(async (id: string, { json }: { json?: true }) => {
      const document = await (await connectLab()).experiment(id);
      if (json) printJson(document);
      else printExperiment(document);
    });

const cancelCommand = (): Command =>
  new Command('cancel')
    .description('stop an experiment; a running jail is killed within seconds')
    .argument('<id>', 'experiment')
    .option('--reason <text>', 'kept with the fact')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith experiment cancel exp-0123456789abcdef0123')
    .action(async (id: string, { reason, json }: { reason?: string; json?: true }) => {
      const answer = await (await connectLab()).cancelExperiment(id, reason);
      if (json) printJson(answer);
      else printLine(answer.facts.length === 0 ? `${id} had ended already` : `${id} is cancelled`);
      process.exitCode = EXIT.ok;
    });
