import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactStore } from '@codecsmith/artifacts';
import type { Jail } from '@codecsmith/jail';
import { tryJail } from './trial.ts';

export interface Machine {
  readonly store: ArtifactStore;
  readonly jail: Jail;
  readonly workFolder: string;
}

/** More than the small files of a run; a clip's planes need their own room. */
const ROOM_BYTES = 8 * 1024 * 1024;
/** Of no bytes: asking for it proves that the store answers. */
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** @throws Error naming which part of this machine cannot serve a run */
export async function testMachine({ store, jail, workFolder }: Machine): Promise<void> {
  const file = join(workFolder, `room-${randomUUID()}`);
  try {
    await writeFile(file, Buffer.alloc(ROOM_BYTES), { flush: true });
  } finally {
    await rm(file, { force: true });
  }
  await store.has(EMPTY);
  await tryJail(jail, workFolder);
}
