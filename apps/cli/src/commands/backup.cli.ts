import { Command } from 'commander';
import type { BackupOptions } from '../operator/backup/backup.ts';
import { jsonOption } from './options.ts';

export const backupCommand = (): Command =>
  new Command('backup')
    .description('write the running lab into one file: the log as of now, and every artifact that it names')
    .argument('<file>', 'a tar file; compressed when its name ends in .gz or .tgz')
    .option('--tokens', 'also who may use the lab, and endpoints.json; the file is then a secret')
    .option('--force', 'replace the file if it is there')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nThe lab goes on meanwhile. Views are not in the file: restore computes them from the log.' +
        '\n\nExample:\n  ./codecsmith backup lab.tar',
    )
    .action(async (file: string, options: BackupOptions) => {
      const { backup } = await import('../operator/backup/backup.ts');
      await backup(file, options);
    });

export const restoreCommand = (): Command =>
  new Command('restore')
    .description('put a backup into the lab of this checkout, which must be empty and down')
    .argument('<file>', 'what backup wrote')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nEvery hash and digest is checked. A file that is cut or damaged restores nothing; give the command again.' +
        '\n\nExample:\n  ./codecsmith restore lab.tar',
    )
    .action(async (file: string, options: { json?: true }) => {
      const { restore } = await import('../operator/backup/restore.ts');
      await restore(file, options);
    });
