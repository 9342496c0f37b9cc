import { Command } from 'commander';
import { jsonOption } from './options.ts';

export const auditCommand = (): Command =>
  new Command('audit')
    .description(
      'check the whole log: hashes, order, columns, views, artifacts, and every message of the copy on the bus',
    )
    .option('--bytes', 'read every artifact and compute its digest again; takes as long as reading the store')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nChanges nothing. Exit code 1 when anything is damaged; suspicions, such as identical metrics, are only listed.' +
        '\n\nExample:\n  ./codecsmith audit',
    )
    .action(async (options: { json?: true; bytes?: true }) => {
      const { audit } = await import('../operator/audit.ts');
      await audit(options);
    });
