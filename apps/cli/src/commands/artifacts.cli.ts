import { Command } from 'commander';
import type { SweepOptions } from '../operator/sweep.ts';
import { jsonOption, whole } from './options.ts';

export const artifactsCommand = (): Command =>
  new Command('artifacts').description('the bytes that facts name').addCommand(
    new Command('sweep')
      .description('delete what no fact names, and reconstructions that verify can make again')
      .option('--dry-run', 'only count')
      .option('--grace-hours <n>', 'leave alone what is younger', whole(1, 8_760), 24)
      .addOption(jsonOption())
      .addHelpText(
        'after',
        '\nThe janitor does the same every 6 hours. Reconstructions of champions, of the 20 latest and of the 20 best' +
          '\nexperiments stay, and those of codecs that are not deterministic.' +
          '\n\nExample:\n  ./codecsmith artifacts sweep --dry-run',
      )
      .action(async (options: SweepOptions) => {
        const { sweep } = await import('../operator/sweep.ts');
        await sweep(options);
      }),
  );
