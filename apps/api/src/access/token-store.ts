import { createHash, randomBytes } from 'node:crypto';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { ROLES, type Role } from './role.ts';

/** Who showed a token. */
export interface Holder {
  readonly name: string;
  readonly role: Role;
  /** Came by a shared link: the name is that of who made it. */
  readonly shared?: true;
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
export class TokenStore {
  #holders = new Map<string, Holder>();
  #readAt = '';
  #changing: Promise<unknown> = Promise.resolve();

  constructor(private readonly path: string) {}

  /** Makes sure that this token is known under this name; used at set-up for the first operator. */
  async admit(name: string, role: Role, token: string): Promise<void> {
    const sha256 = hashOf(token);
    await this.#change((entries) => {
      if (entries.some((entry) => entry.sha256 === sha256 && entry.role === role)) return entries;
      return [...entries.filter((entry) => entry.name !== name), { name, role, sha256 }];
    });
  }

  /** Makes a token and tells it this once; undefined when the name is taken. */
  async issue(name: string, role: Role): Promise<string | undefined> {
    const token = randomBytes(24).toString('hex');
    const entries = await this.#change((before) =>
      before.some((entry) => entry.name === name) ? before : [...before, { name, role, sha256: hashOf(token) }],
    );
    return entries.some((entry) => entry.sha256 === hashOf(token)) ? token : undefined;
  }

  /** From now on the token of this name is refused; undefined when there is none. */
  async revoke(name: string): Promise<Holder | undefined> {
    let found: Holder | undefined;
    await this.#change((before) => {
      const entry = before.find((one) => one.name === name);
      found = entry && { name, role: entry.role };
      return entry === undefined ? before : before.filter((one) => one !== entry);
    });
    return found;
  }

  /** The entry of a name, with the hash of its token; undefined when there is none. */
  async entryOf(name: string): Promise<Entry | undefined> {
    return (await this.#entries()).find((entry) => entry.name === name);
  }

  async holders(): Promise<Holder[]> {
    return (await this.#entries()).map(({ name, role }) => ({ name, role }));
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

  /** One change after the other; the file is replaced in one step. */
  async #change(change: (entries: Entry[]) => Entry[]): Promise<Entry[]> {
    const run = this.#changing.then(async () => {
      const before = await this.#entries();
      const after = change(before);
      if (after === before) return after;
      await writeFile(`${this.path}.new`, JSON.stringify(after, null, 2), { mode: 0o600, flush: true });
      await rename(`${this.path}.new`, this.path);
      return after;
    });
    this.#changing = run.catch(() => undefined);
    return run;
  }

  async #entries(): Promise<Entry[]> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '[]';
      throw error;
    });
    return tokenFile.parse(JSON.parse(text));
  }
}
