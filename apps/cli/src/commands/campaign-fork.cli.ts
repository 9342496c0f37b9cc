import { Command } from 'commander';
import { connectLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { collect, parseBudget, type BudgetText } from './campaign-options.ts';
import { jsonOption, whole } from './options.ts';

interface ForkOptions {
  readonly from: number;
  readonly seed?: number;
  readonly hint: readonly string[];
  readonly budget: BudgetText;
  readonly id?: string;
  readonly json?: true;
}

const EXAMPLES = `
Example:
  ./codecsmith campaign fork campaign-0123456789ab --from 12 --budget evaluations=60 --hint "chroma costs the most bits"`;

export const campaignForkCommand = (): Command =>
  new Command('fork')
    .description('begin another search from one proposal of a campaign, with its clips, models and parameters')
    .argument('<id>', 'campaign that it comes from; it may run or have ended')
    .requiredOption('--from <number>', 'the proposal whose code it begins with', whole(1))
    .option('--seed <number>', 'decides every draw; without it that of the campaign', whole(0))
    .option('--hint <text>', 'in place of the hints of the campaign; may be repeated', collect, [])
    .option('--budget <name=value>', 'in place of the budget of the campaign', parseBudget, {})
    .option('--id <text>', 'name of the new campaign: the same again starts nothing')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(fork);

async function fork(of: string, { from, seed, hint, budget, id, json }: ForkOptions): Promise<void> {
  const client = await connectLab();
  const answer = await client.forkCampaign(of, {
    number: from,
    ...(seed === undefined ? {} : { seed }),
    ...(hint.length === 0 ? {} : { hints: [...hint] }),
    ...(Object.keys(budget).length === 0 ? {} : { budget }),
    ...(id === undefined ? {} : { id: `campaign:${id}`, campaignId: id }),
  });
  if (json) printJson(answer);
  else printLine(`${answer.aggregateId} goes on from proposal ${from} of ${of}`);
}
