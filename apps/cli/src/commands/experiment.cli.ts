import { OUTCOMES, phase as phases } from '@codecsmith/experiment';
import { parseQuery, pointAt, QueryProblem, SORT_KEYS, type ExperimentQuery } from '@codecsmith/client';
import { Command } from 'commander';
import { EXIT, usageError } from '../exit-code.ts';
import { clipNames } from '../experiments/clip-names.ts';
import { experimentTable } from '../experiments/experiment-table.ts';
import { printExperiment } from '../experiments/experiment-text.ts';
import { connectLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { annotateCommands } from './experiment-annotate.cli.ts';
import { codeCommands } from './experiment-code.cli.ts';
import { jsonOption, oneOf, whole } from './options.ts';

export const experimentCommand = (): Command => {
  const command = new Command('experiment')
    .description('list experiments, look at one, name one, stop one')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(cancelCommand());
  for (const each of [...annotateCommands(), ...codeCommands()]) command.addCommand(each);
  return command;
};

const listCommand = (): Command =>
  new Command('list')
    .description('experiments, newest first, each with one of its runs')
    .option('--phase <phase>', phases.options.join(', '), oneOf('phase', phases.options))
    .option('--outcome <outcome>', OUTCOMES.join(', '), oneOf('outcome', OUTCOMES))
    .option('--cause <code>', 'only those that failed by this cause')
    .option('--campaign <id>', 'only those of one campaign')
    .option('--search <text>', "beginning of an id or of a candidate's digest")
    .option('--where <query>', 'a condition, such as "score > 5 and family = motion and tag:paper"', checkedQuery)
    .option('--clip <name>', 'show the runs on this clip')
    .option('--quality <level>', 'show the runs at this quality', whole(1, 100))
    .option(
      '--sort <measure>',
      `${SORT_KEYS.join(', ')}; those of a run need --clip and --quality`,
      oneOf('sort', SORT_KEYS),
    )
    .option('--order <order>', 'asc or desc', oneOf('order', ['asc', 'desc']))
    .option('--cursor <text>', 'where the page before ended')
    .option('--limit <number>', 'experiments on a page, 1 to 200', whole(1, 200), 50)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  ./codecsmith experiment list --outcome crashed\n  ./codecsmith experiment list --where "score > 5 and tag:paper"',
    )
    .action(list);

/** Refuses a query that cannot be read before the lab is asked, with a mark below the place. */
function checkedQuery(query: string): string {
  try {
    parseQuery(query);
    return query;
  } catch (error) {
    if (!(error instanceof QueryProblem)) throw error;
    const allowed = error.allowed.length === 0 ? '' : `\nAllowed: ${error.allowed.join(', ')}`;
    throw usageError(`where: ${error.message}\n${pointAt(query, error)}${allowed}`, {
      ...{ field: 'where', at: error.at },
      ...(error.allowed.length === 0 ? {} : { allowed: error.allowed }),
    });
  }
}

async function list({ json, ...query }: ExperimentQuery & { json?: true }): Promise<void> {
  const lab = await connectLab();
  const page = await lab.experiments(query);
  if (json) return printJson(page);
  printLine(page.items.length === 0 ? 'no experiments' : experimentTable(page.items, await clipNames(lab)));
  if (page.next !== null) printLine(`\nmore: --cursor ${page.next}`);
}

const showCommand = (): Command =>
  new Command('show')
    .description('everything about one experiment')
    .argument('<id>', 'experiment')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith experiment show exp-0123456789abcdef0123 --json')
    .action(async (id: string, { json }: { json?: true }) => {
      const lab = await connectLab();
      const document = await lab.experiment(id);
      if (json) printJson(document);
      else printExperiment(document, await clipNames(lab));
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
