import { randomUUID } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { createFile, secretFile, type LabLayout, type Variables } from '@codecsmith/platform';
import { makePrivate, makeTraversable } from '@codecsmith/embedded';

/** What a home holds from its first start on. */
export interface Made {
  readonly labId: string;
  readonly readerPassword: string;
  readonly executorToken: string;
}

/** Makes what is missing; harmless to repeat. */
export async function prepareHome(layout: LabLayout, variables: Variables): Promise<Made> {
  await makeTraversable(layout.home);
  await makePrivate(layout.logs, undefined);
  await makePrivate(layout.artifacts, undefined);
  await mkdir(layout.guest, { recursive: true, mode: 0o755 });
  await secretFile(layout.tokenFile);
  await createFile(layout.idFile, randomUUID(), 0o644);
  return {
    labId: (await readFile(layout.idFile, 'utf8')).trim(),
    readerPassword: variables['LAB_LEDGER_READER_PASSWORD'] ?? (await secretFile(layout.readerPasswordFile)),
    executorToken: await secretFile(layout.executorTokenFile),
  };
}
