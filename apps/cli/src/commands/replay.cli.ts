import { Command, InvalidArgumentError } from 'commander';
import type { ReplayOptions } from '../operator/replay.ts';
import { jsonOption, whole } from './options.ts';

export const replayCommand = (): Command =>
  new Command('replay')
    .description('publish a part of the log again on the bus, below another subject, for debugging a consumer')
    .option('--from <position>', 'first fact', whole(1), 1)
    .option('--to <position>', 'last fact; else the last there is', whole(1))
    .option('--speed <factor>', 'how many times as fast as it happened; else without pauses', parseSpeed, Infinity)
    .option('--subject <name>', 'prefix of the subjects', parseSubject, 'replay')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nThe lab itself does not hear it. Start your consumer first, on replay.lab.v1.fact.>' +
        '\n\nExample:\n  ./codecsmith replay --from 1 --to 500 --speed 10',
    )
    .action(async (options: ReplayOptions) => {
      const { replay } = await import('../operator/replay.ts');
      await replay(options);
    });

function parseSpeed(text: string): number {
  const speed = Number(text);
  if (text.trim() !== '' && speed > 0) return speed;
  throw new InvalidArgumentError(`"${text}" is not allowed: numbers above 0 are.`);
}

function parseSubject(text: string): string {
  if (/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)?$/.test(text) && text.split('.')[0] !== 'lab') return text;
  throw new InvalidArgumentError(
    `"${text}" is not allowed: one or two words of letters, digits, _ and - with a dot between are, but for "lab", which the lab itself hears.`,
  );
}
