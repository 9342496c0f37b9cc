import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

/** The secret kept in a file (0600); made of 192 random bits at first use. */
export async function secretFile(path: string): Promise<string> {
  try {
    await writeFile(path, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const secret = (await readFile(path, 'utf8')).trim();
  if (secret.length === 0) throw new Error(`${path} is empty; delete it together with the data it opens`);
  return secret;
}
