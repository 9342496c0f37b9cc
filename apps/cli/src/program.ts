import { Command, Help, type Option } from 'commander';
import { anchorCommand } from './commands/anchor.command.ts';
import { auditCommand } from './commands/audit.command.ts';
import { bdrateCommand } from './commands/bdrate.command.ts';
import { benchCommand } from './commands/bench.command.ts';
import { campaignCommand } from './commands/campaign.command.ts';
import { clipCommand } from './commands/clip.command.ts';
import { demoCommand } from './commands/demo.command.ts';
import { doctorCommand } from './commands/doctor.command.ts';
import { experimentCommand } from './commands/experiment.command.ts';
import { exportCommand } from './commands/export.command.ts';
import { historyCommand } from './commands/history.command.ts';
import { downCommand, statusCommand, upCommand } from './commands/lab.commands.ts';
import { measureCommand } from './commands/measure.command.ts';
import { replayCommand } from './commands/replay.command.ts';
import { reportCommand } from './commands/report.command.ts';
import { submitCommand } from './commands/submit.command.ts';
import { testCommand } from './commands/test/test.command.ts';
import { tokenCommand } from './commands/token.command.ts';
import { verifyCommand } from './commands/verify.command.ts';
import { viewsCommand } from './commands/views.command.ts';
import { EXIT } from './exit-code.ts';

/** The whole command line: every command, none of them run yet. */
export function buildProgram(): Command {
  const program = new Command('codecsmith')
    .description('A laboratory where language models invent video codecs and nobody has to trust them.')
    .version('0.1.0', '-V, --version')
    .addHelpText('after', '\nFirst time here:\n  ./codecsmith demo');
  const commands = [
    demoCommand(),
    upCommand(),
    downCommand(),
    statusCommand(),
    submitCommand(),
    campaignCommand(),
    experimentCommand(),
    historyCommand(),
    verifyCommand(),
    reportCommand(),
    exportCommand(),
    clipCommand(),
    anchorCommand(),
    measureCommand(),
    bdrateCommand(),
    auditCommand(),
    replayCommand(),
    viewsCommand(),
    doctorCommand(),
    benchCommand(),
    tokenCommand(),
    testCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  return failByThrowing(program);
}

/** Settings are inherited only by commands that are made in place; these are made elsewhere. */
function failByThrowing(command: Command): Command {
  command.exitOverride().showHelpAfterError('(--help shows what is allowed)').configureHelp({ optionDescription });
  command.commands.forEach(failByThrowing);
  return command;
}

/** What an option does; that nothing is given by default goes without saying. */
function optionDescription(option: Option): string {
  const given: unknown = option.defaultValue;
  const isEmpty = typeof given === 'object' && given !== null && Object.keys(given).length === 0;
  const shown = isEmpty ? (Object.create(option, { defaultValue: { value: undefined } }) as Option) : option;
  return new Help().optionDescription(shown);
}

/** Commander's own endings: help and version are success, anything else is a usage error. */
export const exitCodeOfUsage = (commanderExitCode: number): number => (commanderExitCode === 0 ? EXIT.ok : EXIT.usage);
