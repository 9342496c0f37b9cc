import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CALL_CAUSES, type CallJournal, type PaidCall } from '@codecsmith/llm';
import { z } from 'zod';

const usage = z.object({ input: z.int().nonnegative(), output: z.int().nonnegative() }).nullable();
const answer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), text: z.string(), usage, attempts: z.int() }),
  z.object({
    ok: z.literal(false),
    text: z.string(),
    usage,
    attempts: z.int(),
    cause: z.enum(CALL_CAUSES),
    message: z.string(),
    mayHaveCost: z.boolean(),
    saidBytes: z.number().nullish(),
  }),
]);
const paidCall = z.object({
  reservation: z.string(),
  answer,
  spent: z.object({ tokens: z.number(), costUsd: z.number() }),
  counted: z.boolean(),
});

/** Answers are needed until their draft is in the log; a lab may be switched off for a while in between. */
const KEPT_MS = 30 * 86_400_000;

/**
 * Keeps the answers of model calls as files, one for each turn of an experiment's draft: written to the end and synced
 * before they have their name, so that each is whole or not there.
 */
export class FileCallJournal {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Removes what no draft can ask for any more. */
  async prune(now: number): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const file = join(this.#folder, name);
      if (now - (await stat(file)).mtimeMs > KEPT_MS) await rm(file, { recursive: true, force: true });
    }
  }

  /** The journal of one draft. */
  of(experimentId: string): CallJournal {
    const folder = join(this.#folder, experimentId);
    const fileOf = (turn: number): string => join(folder, `${turn}.json`);
    return {
      find: (turn) => this.#read(fileOf(turn)),
      begin: (turn) => writeWhole(join(folder, `${turn}.begun`), new Date().toISOString()),
      keep: (turn, call) => writeWhole(fileOf(turn), JSON.stringify(call)),
    };
  }

  async #read(file: string): Promise<PaidCall | undefined> {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    return text === undefined ? undefined : (paidCall.parse(JSON.parse(text)) as PaidCall);
  }
}

/** Writes a file that is there whole, on the disk, or not at all. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const part = `${file}.${process.pid}.part`;
  const handle = await open(part, 'w', 0o600);
  try {
    await handle.writeFile(text, 'utf8');
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(part, file);
  const folder = await open(dirname(file), 'r');
  await folder.sync().finally(() => folder.close());
}
