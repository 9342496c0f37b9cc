import type { KnownExecutor } from '@codecsmith/client';
import { LANES, type ExecutorOrder, type Lane } from '@codecsmith/kernel';
import { Command } from 'commander';
import { connectLab } from '../lab/connect.ts';
import { inviteExecutor, type InviteOptions } from '../lab/invite-executor.ts';
import { joinLab, type JoinOptions } from '../lab/join-lab.ts';
import { removeExecutor } from '../lab/remove-executor.ts';
import { executorTable } from '../output/executor-table.ts';
import { printJson, printLine } from '../output/print.ts';
import { addLane, jsonOption, whole } from './options.ts';

export const executorCommand = (): Command =>
  new Command('executor')
    .description('machines that run codecs: add them, look at them, let them rest')
    .addCommand(listCommand())
    .addCommand(inviteCommand())
    .addCommand(joinCommand())
    .addCommand(orderCommand('drain', 'let executors finish what they run, and give them nothing more', 'drains'))
    .addCommand(orderCommand('resume', 'give executors that drain work again', 'takes work again'))
    .addCommand(removeCommand());

const listCommand = (): Command =>
  new Command('list')
    .description('every executor that was heard within the last hour')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith executor list')
    .action(async ({ json }: { json?: true }) => {
      const executors = await (await connectLab()).executors();
      if (json) printJson({ executors });
      else printLine(executors.length === 0 ? 'no executor was heard within the last hour' : executorTable(executors));
    });

interface InviteChoices extends Omit<InviteOptions, 'name' | 'lanes'> {
  readonly lane: readonly Lane[];
  readonly json?: true;
}

const inviteCommand = (): Command =>
  new Command('invite')
    .description('print one line that lets another machine join this lab')
    .argument('<name>', 'of the executor: letters, digits, _ and -')
    .option('--lane <lane>', `${LANES.join(', ')}; may be repeated (default: cpu)`, addLane, [] as Lane[])
    .option('--slots <count>', 'jails at a time; 0 for one per two cores', whole(0, 32), 0)
    .option(
      '--address <host>',
      'where the other machine reaches this one; by default the address that the lab listens on',
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The line holds the executor's own credentials: show it to nobody else. docs/second-machine.md has the whole way.

Example:
  ./codecsmith executor invite attic --lane cpu --slots 4`,
    )
    .action(async (name: string, { lane, json, ...options }: InviteChoices) => {
      const invitation = await inviteExecutor({ name, lanes: lane.length === 0 ? ['cpu'] : lane, ...options });
      if (json) printJson({ name, invitation });
      else printLine(`./codecsmith executor join ${invitation}`);
    });

const joinCommand = (): Command =>
  new Command('join')
    .description('run an executor of another lab on this machine, until it is stopped or removed')
    .argument('<invitation>', 'what `executor invite` printed there')
    .option('--settings-only', 'write the settings and end, for a service manager')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith executor join codecsmith-executor-1.eyJuYW1lIjoi…')
    .action((text: string, options: JoinOptions) => joinLab(text, options));

function orderCommand(verb: 'drain' | 'resume', description: string, said: string): Command {
  const order: ExecutorOrder = verb === 'drain' ? 'drain' : 'work';
  return new Command(verb)
    .description(description)
    .argument('<name>', 'of an executor, or of one instance')
    .addOption(jsonOption())
    .addHelpText('after', `\nExample:\n  ./codecsmith executor ${verb} attic`)
    .action(async (name: string, { json }: { json?: true }) => {
      const executors = await (await connectLab()).orderExecutor(name, order);
      if (json) printJson({ executors });
      else for (const { instance, doing } of executors) printLine(`${instance} ${said}${stillDoing(doing)}`);
    });
}

const stillDoing = (doing: KnownExecutor['doing']): string =>
  doing.length === 0 ? '' : `; it runs ${doing.length} now`;

const removeCommand = (): Command =>
  new Command('remove')
    .description('let executors finish what they run and end, and refuse their credentials from then on')
    .argument('<name>', 'as in `executor invite`')
    .option('--now', 'do not wait for what they run: it is given to others')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith executor remove attic')
    .action(async (name: string, { json, now }: { json?: true; now?: true }) => {
      const removed = await removeExecutor(name, now === true);
      if (json) printJson(removed);
      else printLine(`${name} is removed; ${removed.ended} of its instances end now`);
    });
