import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createFile } from './durable-file.ts';

/** The secret kept in a file (0600); made of 192 random bits at first use. */
export async function secretFile(path: string): Promise<string> {
  const kept = await read(path);
  if (kept === undefined) await createFile(path, randomBytes(24).toString('hex'), 0o600);
  const secret = kept ?? (await readFile(path, 'utf8')).trim();
  if (secret.length === 0) throw new Error(`${path} is empty; delete it together with the data it opens`);
  return secret;
}

async function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').then(
    (text) => text.trim(),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );
}
