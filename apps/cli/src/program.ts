import { Command, type CommanderError, Help, type Option } from 'commander';
import { anchorCommand } from './commands/anchor.cli.ts';
import { artifactsCommand } from './commands/artifacts.cli.ts';
import { auditCommand } from './commands/audit.cli.ts';
import { backupCommand, restoreCommand } from './commands/backup.cli.ts';
import { bdrateCommand } from './commands/bdrate.cli.ts';
import { busCommand } from './commands/bus.cli.ts';
import { campaignCommand } from './commands/campaign.cli.ts';
import { clipCommand } from './commands/clip.cli.ts';
import { compareCommand } from './commands/compare.cli.ts';
import { curveCommand } from './commands/curve.cli.ts';
import { decodeCommand } from './commands/decode.cli.ts';
import { demoCommand } from './commands/demo.cli.ts';
import { doctorCommand } from './commands/doctor.cli.ts';
import { encodeCommand } from './commands/encode.cli.ts';
import { executorCommand } from './commands/executor.cli.ts';
import { experimentCommand } from './commands/experiment.cli.ts';
import { exportCommand } from './commands/export.cli.ts';
import { historyCommand } from './commands/history.cli.ts';
import { downCommand, statusCommand, upCommand } from './commands/lab.cli.ts';
import { legacyCommand } from './commands/legacy.cli.ts';
import { measureCommand } from './commands/measure.cli.ts';
import { playCommand } from './commands/play.cli.ts';
import { replayCommand } from './commands/replay.cli.ts';
import { reportCommand } from './commands/report.cli.ts';
import { submitCommand } from './commands/submit.cli.ts';
import { tokenCommand } from './commands/token.cli.ts';
import { verifyCommand } from './commands/verify.cli.ts';
import { viewsCommand } from './commands/views.cli.ts';
import { EXIT } from './exit-code.ts';
import { VERSION } from './version.ts';
import { WORKSPACE_ROOT } from './workspace-root.ts';

/** No parts of the product: the repository's own tools, which run from source as processes of their own. */
const TEST_RUNNER = `${WORKSPACE_ROOT}tools/test/src/main.ts`;
const BENCH = `${WORKSPACE_ROOT}test/bench/src/start.ts`;

/** The whole command line: every command, none of them run yet. */
export function buildProgram(): Command {
  const program = new Command('codecsmith')
    .description('A laboratory where language models invent video codecs and nobody has to trust them.')
    .version(VERSION, '-V, --version')
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
    encodeCommand(),
    decodeCommand(),
    playCommand(),
    compareCommand(),
    legacyCommand(),
    clipCommand(),
    anchorCommand(),
    measureCommand(),
    bdrateCommand(),
    artifactsCommand(),
    curveCommand(),
    auditCommand(),
    backupCommand(),
    restoreCommand(),
    replayCommand(),
    viewsCommand(),
    doctorCommand(),
    tokenCommand(),
    busCommand(),
    executorCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  program.command('bench', 'how fast the parts of the lab are on this machine; needs no lab', {
    executableFile: BENCH,
  });
  program.command('test', 'format, lint, types, then every test of this repository', { executableFile: TEST_RUNNER });
  return failByThrowing(program);
}

/** Settings are inherited only by commands that are made in place; these are made elsewhere. */
function failByThrowing(command: Command): Command {
  command.exitOverride(endOf).showHelpAfterError('(--help shows what is allowed)').configureHelp({ optionDescription });
  command.commands.forEach(failByThrowing);
  return command;
}

/** A command that is a process of its own ends later than this call, with its own exit status. */
function endOf(error: CommanderError): void {
  if (error.code !== 'commander.executeSubCommandAsync') throw error;
  process.exitCode = error.exitCode;
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
