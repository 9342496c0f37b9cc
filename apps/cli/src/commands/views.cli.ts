import { Command } from 'commander';
import { jsonOption } from './options.ts';

export const viewsCommand = (): Command =>
  new Command('views').description('the tables that lists and charts read').addCommand(
    new Command('rebuild')
      .description('compute them again from the log, beside the live ones, then swap; the lab goes on meanwhile')
      .addOption(jsonOption())
      .addHelpText('after', '\nExample:\n  ./codecsmith views rebuild')
      .action(async (options: { json?: true }) => {
        const { rebuild } = await import('../operator/rebuild.ts');
        await rebuild(options);
      }),
  );
