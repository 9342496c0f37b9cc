import { createHash } from 'node:crypto';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { ROLES, type Role } from './role.ts';

/** Who showed a token. */
export interface Holder {
  readonly name: string;
  readonly role: Role;
}

const tokenFile = z.array(
  z.object({
    name: z.string().min(1).max(100),
    role: z.enum(ROLES),
    /** Hex sha256 of the token; the token itself is kept by its holder only. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
);
type Entry = z.infer<typeof tokenFile>[number];

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * The tokens that the api accepts: a JSON file of `{ name, role, sha256 }`, read again when it changes.
 * Tokens are 192 random bits, so looking their hash up leaks nothing that helps to guess one.
 */
export class TokenBook {
  #holders = new Map<string, Holder>();
  #readAt = '';

  constructor(private readonly path: string) {}

  /** Makes sure that this token is known under this name; used at set-up for the first operator. */
  async admit(name: string, role: Role, token: string): Promise<void> {
    const entries = await this.#entries();
    const sha256 = hashOf(token);
    if (entries.some((entry) => entry.sha256 === sha256 && entry.role === role)) return;
    const others = entries.filter((entry) => entry.name !== name);
    await writeFile(`${this.path}.new`, JSON.stringify([...others, { name, role, sha256 }], null, 2), { mode: 0o600 });
    await rename(`${this.path}.new`, this.path);
  }

  /** @throws ZodError or SyntaxError when the file is not a token file */
  async holderOf(token: string): Promise<Holder | undefined> {
    await this.#refresh();
    return this.#holders.get(hashOf(token));
  }

  async #refresh(): Promise<void> {
    const seen = await stat(this.path).catch(() => undefined);
    const mark = seen === undefined ? 'absent' : `${seen.ino}:${seen.size}:${seen.mtimeMs}`;
    if (mark === this.#readAt) return;
    const entries = await this.#entries();
    this.#holders = new Map(entries.map(({ sha256, name, role }) => [sha256, { name, role }]));
    this.#readAt = mark;
  }

  async #entries(): Promise<Entry[]> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '[]';
      throw error;
    });
    return tokenFile.parse(JSON.parse(text));
  }
}
