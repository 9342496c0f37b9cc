import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createFile, HOME_VERSION, secretFile, type LabLayout, type Variables } from '@codecsmith/platform';
import { makePrivate, makeTraversable } from '@codecsmith/embedded';
import { ensureUsers, type BusUser } from '@codecsmith/bus/identities';

/** What a home holds from its first start on. */
export interface Made {
  readonly labId: string;
  readonly readerPassword: string;
  readonly executorToken: string;
  readonly busUsers: readonly BusUser[];
}

/** Makes what is missing; harmless to repeat. */
export async function prepareHome(layout: LabLayout, variables: Variables): Promise<Made> {
  await makeTraversable(layout.home);
  await makePrivate(layout.logs, undefined);
  await makePrivate(layout.artifacts, undefined);
  await mkdir(layout.guest, { recursive: true, mode: 0o755 });
  await secretFile(layout.tokenFile);
  await createFile(layout.versionFile, `${HOME_VERSION}\n`, 0o644);
  await createFile(layout.idFile, randomUUID(), 0o644);
  return {
    labId: (await readFile(layout.idFile, 'utf8')).trim(),
    readerPassword: variables['LAB_LEDGER_READER_PASSWORD'] ?? (await secretFile(layout.readerPasswordFile)),
    executorToken: await secretFile(layout.executorTokenFile),
    busUsers: await ensureUsers(layout.busUsersFile),
  };
}

/**
 * Refuses a home that a newer program has changed in ways that this one does not know.
 *
 * @throws Error naming both versions
 */
export async function checkHomeVersion({ home, versionFile }: LabLayout): Promise<void> {
  const text = await readFile(versionFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '1';
    throw error;
  });
  const version = Number(text);
  if (Number.isInteger(version) && version <= HOME_VERSION) return;
  throw new Error(
    `a newer codecsmith keeps its lab in ${home}: home version "${text.trim()}", this program reads up to ${HOME_VERSION}`,
  );
}

/** Makes a private folder, or deletes all that is in it: what a process left there that was killed. */
export async function emptyFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
  return folder;
}
