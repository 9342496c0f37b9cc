import type { CampaignStanding } from '@codecsmith/client';
import { Command } from 'commander';
import { connectLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { renderTable } from '../output/table.ts';
import { campaignForkCommand } from './campaign-fork.cli.ts';
import { campaignPromptsCommand } from './campaign-prompts.cli.ts';
import { campaignRecordingCommand } from './campaign-recording.cli.ts';
import { campaignReportCommand } from './campaign-report.cli.ts';
import { campaignSteerCommand } from './campaign-steer.cli.ts';
import { campaignShowCommand } from './campaign-show.cli.ts';
import { campaignStartCommand } from './campaign-start.cli.ts';
import { score, spendText } from './campaign-text.ts';
import { jsonOption } from './options.ts';

export const campaignCommand = (): Command =>
  new Command('campaign')
    .description('search for better codecs')
    .addCommand(campaignStartCommand())
    .addCommand(listCommand())
    .addCommand(campaignShowCommand())
    .addCommand(campaignRecordingCommand())
    .addCommand(campaignPromptsCommand())
    .addCommand(campaignReportCommand())
    .addCommand(campaignSteerCommand())
    .addCommand(campaignForkCommand())
    .addCommand(steerCommand('pause', 'plan nothing more until it is resumed; what is under way goes on', 'is paused'))
    .addCommand(steerCommand('resume', 'go on with a paused campaign', 'goes on'))
    .addCommand(steerCommand('stop', 'end a campaign; its running experiments are cancelled', 'is stopped'));

const listCommand = (): Command =>
  new Command('list')
    .description('campaigns, newest first')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith campaign list')
    .action(async ({ json }: { json?: true }) => {
      const items = await (await connectLab()).campaigns();
      if (json) printJson({ items });
      else printLine(items.length === 0 ? 'no campaigns; begin with: ./codecsmith campaign start' : renderList(items));
    });

const renderList = (items: readonly CampaignStanding[]): string =>
  renderTable(
    [
      { title: 'campaign' },
      { title: 'started' },
      { title: 'phase' },
      { title: 'ended', align: 'right' },
      { title: 'best', align: 'right' },
      { title: 'sealed', align: 'right' },
      { title: 'spent' },
    ],
    items.map((one) => [
      one.id,
      one.startedAt.slice(0, 19).replace('T', ' '),
      one.phase,
      `${one.concluded}/${one.budget.evaluations ?? '–'}`,
      score(one.champion?.score),
      score(one.sealed?.score),
      spendText(one),
    ]),
  );

const steerCommand = (verb: 'pause' | 'resume' | 'stop', description: string, done: string): Command => {
  const command = new Command(verb)
    .description(description)
    .argument('<id>', 'campaign')
    .addOption(jsonOption())
    .addHelpText('after', `\nExample:\n  ./codecsmith campaign ${verb} campaign-0123456789ab`);
  if (verb !== 'resume') command.option('--reason <text>', 'kept with the fact');
  return command.action(async (id: string, { reason, json }: { reason?: string; json?: true }) => {
    const answer = await (await connectLab()).steerCampaign(id, verb, steering(verb, reason));
    if (json) printJson(answer);
    else printLine(`${id} ${done}`);
  });
};

const steering = (verb: 'pause' | 'resume' | 'stop', reason: string | undefined): object => {
  if (reason === undefined) return {};
  return { reason: verb === 'stop' ? { code: 'asked_to', message: reason } : reason };
};
