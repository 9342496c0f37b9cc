import { access, constants, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { CommandError, EXIT, usageError } from '../../exit-code.ts';
import { labPaths } from '../../lab/running-lab.ts';
import { printJson, printLine, printNote } from '../../output/print.ts';
import { createProgress } from '../../output/progress.ts';
import { bytesText } from '../../output/bytes-text.ts';
import { databaseAsOwner } from '../lab-servers.ts';
import { writeBackup, type BackupReport } from './write-backup.ts';

export interface BackupOptions {
  readonly tokens?: true;
  readonly force?: true;
  readonly json?: true;
}

/** Writes the running lab into a file. */
export async function backup(path: string, { tokens, force, json }: BackupOptions): Promise<void> {
  const file = resolve(path);
  if (force !== true && (await exists(file))) {
    throw usageError(`${file} is there already; --force replaces it`, { field: 'file' });
  }
  const { home, artifacts, idFile } = labPaths();
  const progress = createProgress();
  const report = await writeBackup({
    databaseUrl: await databaseAsOwner(),
    store: new FileArtifactStore(artifacts),
    home,
    labId: await readFile(idFile, 'utf8').then(
      (text) => text.trim(),
      () => null,
    ),
    tokens: tokens === true,
    file,
    onProgress: (line) => progress.redraw([line]),
  }).finally(() => progress.done());
  if (json) printJson({ file, ...report });
  else printReport(file, report);
  if (report.damaged.length > 0) {
    throw new CommandError(EXIT.failed, `${report.damaged.length} damaged artifacts are not in the backup`, {
      damaged: report.damaged,
    });
  }
}

function printReport(file: string, { head, artifacts, artifactBytes, tokens }: BackupReport): void {
  printLine(`${head.position} facts and ${artifacts} artifacts (${bytesText(artifactBytes)}) are in ${file}`);
  if (tokens) printNote('It holds tokens: keep it as secret as they are.');
  printLine('restore it into an empty lab with: ./codecsmith restore FILE');
}

const exists = (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
