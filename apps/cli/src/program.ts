import { Command, type CommanderError, Help, type Option } from 'commander';
import { EXIT } from './exit-code.ts';
import { VERSION } from './version.ts';
import { WORKSPACE_ROOT } from './workspace-root.ts';

/** No parts of the product: the repository's own tools, which run from source as processes of their own. */
const TEST_RUNNER = `${WORKSPACE_ROOT}tools/test/src/main.ts`;
const BENCH = `${WORKSPACE_ROOT}test/bench/src/start.ts`;

/** Every command by its name, in the order of the help. Each is loaded when it is needed: most runs need one. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  demo: async () => (await import('./commands/demo.cli.ts')).demoCommand(),
  up: async () => (await import('./commands/lab.cli.ts')).upCommand(),
  open: async () => (await import('./commands/lab.cli.ts')).openCommand(),
  down: async () => (await import('./commands/lab.cli.ts')).downCommand(),
  status: async () => (await import('./commands/lab.cli.ts')).statusCommand(),
  logs: async () => (await import('./commands/logs.cli.ts')).logsCommand(),
  submit: async () => (await import('./commands/submit.cli.ts')).submitCommand(),
  campaign: async () => (await import('./commands/campaign.cli.ts')).campaignCommand(),
  experiment: async () => (await import('./commands/experiment.cli.ts')).experimentCommand(),
  history: async () => (await import('./commands/history.cli.ts')).historyCommand(),
  verify: async () => (await import('./commands/verify.cli.ts')).verifyCommand(),
  report: async () => (await import('./commands/report.cli.ts')).reportCommand(),
  export: async () => (await import('./commands/export.cli.ts')).exportCommand(),
  encode: async () => (await import('./commands/encode.cli.ts')).encodeCommand(),
  decode: async () => (await import('./commands/decode.cli.ts')).decodeCommand(),
  play: async () => (await import('./commands/play.cli.ts')).playCommand(),
  compare: async () => (await import('./commands/compare.cli.ts')).compareCommand(),
  legacy: async () => (await import('./commands/legacy.cli.ts')).legacyCommand(),
  clip: async () => (await import('./commands/clip.cli.ts')).clipCommand(),
  anchor: async () => (await import('./commands/anchor.cli.ts')).anchorCommand(),
  measure: async () => (await import('./commands/measure.cli.ts')).measureCommand(),
  bdrate: async () => (await import('./commands/bdrate.cli.ts')).bdrateCommand(),
  artifacts: async () => (await import('./commands/artifacts.cli.ts')).artifactsCommand(),
  curve: async () => (await import('./commands/curve.cli.ts')).curveCommand(),
  audit: async () => (await import('./commands/audit.cli.ts')).auditCommand(),
  backup: async () => (await import('./commands/backup.cli.ts')).backupCommand(),
  restore: async () => (await import('./commands/backup.cli.ts')).restoreCommand(),
  replay: async () => (await import('./commands/replay.cli.ts')).replayCommand(),
  views: async () => (await import('./commands/views.cli.ts')).viewsCommand(),
  doctor: async () => (await import('./commands/doctor.cli.ts')).doctorCommand(),
  token: async () => (await import('./commands/token.cli.ts')).tokenCommand(),
  bus: async () => (await import('./commands/bus.cli.ts')).busCommand(),
  executor: async () => (await import('./commands/executor.cli.ts')).executorCommand(),
};

/**
 * The command line, none of its commands run yet.
 *
 * @param first the first word given: when it names a command, the program has this one only; default: it has them all
 */
export async function buildProgram(first?: string): Promise<Command> {
  const program = new Command('codecsmith')
    .description('A laboratory where language models invent video codecs and nobody has to trust them.')
    .version(VERSION, '-V, --version')
    .addHelpText('after', '\nFirst time here:\n  ./codecsmith demo');
  const wanted = first !== undefined && Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  const loading = wanted === undefined ? Object.values(COMMANDS) : [wanted];
  for (const command of await Promise.all(loading.map((load) => load()))) program.addCommand(command);
  program.command('bench', 'how fast the parts of the lab are on this machine; needs no lab', {
    executableFile: BENCH,
  });
  program.command('test', 'format, lint, types, then every test of this repository', { executableFile: TEST_RUNNER });
  if (wanted === undefined) {
    // Makes `completion`, which prints a script for a shell, and `complete`, which that script asks.
    const { default: completion } = await import('@bomb.sh/tab/commander');
    completion(program, { completionCommandName: 'completion' });
  }
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
