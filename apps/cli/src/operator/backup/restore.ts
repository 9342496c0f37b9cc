import { resolve } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { makePrivate, makeTraversable, startPostgres } from '@codecsmith/embedded';
import { LogNotEmpty, NewerSchema } from '@codecsmith/ledger';
import { environmentVariables, readConfig } from '@codecsmith/platform';
import { CommandError, EXIT, usageError } from '../../exit-code.ts';
import { labPaths, runningLab } from '../../lab/running-lab.ts';
import { printJson, printLine } from '../../output/print.ts';
import { createProgress } from '../../output/progress.ts';
import { manifestOf, restoreBackup, UnreadableBackup, type RestoreReport } from './read-backup.ts';

/** Restores a backup into the lab of this checkout, which must be empty and down. */
export async function restore(path: string, { json }: { readonly json?: true }): Promise<void> {
  const file = resolve(path);
  const { home, artifacts } = labPaths();
  if ((await runningLab()) !== undefined) {
    throw new CommandError(EXIT.refused, `a lab runs in ${home}; stop it first: ./codecsmith down`);
  }
  await manifestOf(file).catch(refuseFile);
  await makeTraversable(home);
  await makePrivate(artifacts, undefined);
  const progress = createProgress();
  const report = await withDatabase((databaseUrl) =>
    restoreBackup({
      file,
      databaseUrl,
      store: new FileArtifactStore(artifacts),
      home,
      onProgress: (line) => progress.redraw([line]),
    }),
  )
    .catch(refuseFile)
    .finally(() => progress.done());
  if (json) printJson({ home, ...report });
  else printReport(home, report);
}

/** The database that a setting names, else the lab's own, which runs only as long as this needs it. */
async function withDatabase<Result>(use: (databaseUrl: string) => Promise<Result>): Promise<Result> {
  const given = environmentVariables();
  if ((given['LAB_LEDGER_DATABASE_URL'] ?? given['LAB_LEDGER_DATABASE_URL_FILE'] ?? '') !== '') {
    return use(readConfig(['LAB_LEDGER_DATABASE_URL'], given).LAB_LEDGER_DATABASE_URL);
  }
  const server = await startPostgres({ folder: labPaths().postgres });
  try {
    return await use(server.url);
  } finally {
    await server.stop();
  }
}

function refuseFile(error: unknown): never {
  if (error instanceof NewerSchema) throw new CommandError(EXIT.refused, error.message);
  if (error instanceof UnreadableBackup) throw usageError(error.message, { field: 'file' });
  if (error instanceof LogNotEmpty) {
    const { home } = labPaths();
    throw new CommandError(EXIT.refused, `${error.message}: set LAB_HOME to an empty folder instead of ${home}`);
  }
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw usageError((error as Error).message, { field: 'file' });
  throw error;
}

function printReport(home: string, { facts, artifacts, manifest }: RestoreReport): void {
  printLine(`${facts} facts and ${artifacts} artifacts of ${manifest.madeAt} are in ${home}`);
  printLine('start it with: ./codecsmith up');
}
