import { randomBytes } from 'node:crypto';
import { link, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Replaces a file in one step: a reader sees the old text or the new, and what was written survives a power cut. */
export async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  await complete(path, text, mode, (draft) => rename(draft, path));
}

/** As {@link replaceFile}, unless the path exists; false when it did. */
export async function createFile(path: string, text: string, mode: number): Promise<boolean> {
  try {
    await complete(path, text, mode, (draft) => link(draft, path));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Writes a draft beside the path, whole and on disk, before `settle` gives it its name. */
async function complete(path: string, text: string, mode: number, settle: (draft: string) => Promise<void>) {
  const draft = `${path}.${randomBytes(6).toString('hex')}.draft`;
  try {
    await writeFile(draft, text, { mode, flag: 'wx', flush: true });
    await settle(draft);
    await syncFolder(dirname(path));
  } finally {
    await rm(draft, { force: true });
  }
}

/** Makes new and renamed entries of a folder survive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
