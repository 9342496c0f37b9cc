import { createReadStream } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import type { FileArtifactStore } from '@codecsmith/artifacts';
import { BACKED_UP, restoreLog, type BackedUpTable, type TableRows } from '@codecsmith/ledger';
import { coreViews } from '@codecsmith/views';
import { extract } from 'tar-stream';
import { placeOf } from './home-files.ts';
import { ENTRY, endSchema, FORMAT, manifestSchema, type Manifest } from './manifest.ts';

interface Entry {
  readonly name: string;
  /** To be read to its end before the next entry. */
  readonly body: AsyncIterable<Buffer>;
}

/** The file is no backup that this program can read. Nothing was restored. */
export class UnreadableBackup extends Error {
  override readonly name = 'UnreadableBackup';
}

export interface RestorePlan {
  readonly file: string;
  /** As the role that owns the tables. */
  readonly databaseUrl: string;
  readonly store: FileArtifactStore;
  readonly home: string;
  readonly onProgress: (line: string) => void;
}

export interface RestoreReport {
  readonly manifest: Manifest;
  readonly facts: number;
  readonly artifacts: number;
}

/** What the first entry of a backup says of it. */
export async function manifestOf(file: string): Promise<Manifest> {
  for await (const entry of entriesOf(file)) return readManifest(file, entry);
  throw new UnreadableBackup(`${file} is empty`);
}

/**
 * Restores a lab. The log is written in one transaction that is committed after the last entry: a file that is cut or
 * damaged leaves an empty log, and the same command can be given again.
 *
 * @throws UnreadableBackup, or what the parts refuse: a damaged artifact, a broken log, a log that is not empty
 */
export async function restoreBackup(plan: RestorePlan): Promise<RestoreReport> {
  const manifest = await manifestOf(plan.file);
  const contents = new Contents(plan, manifest);
  const options = { databaseUrl: plan.databaseUrl, views: [coreViews], migrations: manifest.migrations };
  const { position: facts } = await restoreLog(options, contents.lots());
  return { manifest, facts, artifacts: contents.artifacts };
}

class Contents {
  artifacts = 0;
  private facts = 0;

  constructor(
    private readonly plan: RestorePlan,
    private readonly manifest: Manifest,
  ) {}

  /** Rows of the log; everything else goes to its place on the way. */
  async *lots(): AsyncGenerator<TableRows> {
    let isWhole = false;
    for await (const entry of entriesOf(this.plan.file)) {
      const { name } = entry;
      if (name === ENTRY.manifest) await textOf(entry);
      else if (name.startsWith(ENTRY.log)) yield await this.rowsOf(entry, name.slice(ENTRY.log.length));
      else if (name === ENTRY.end) isWhole = this.checkEnd(await textOf(entry));
      else await this.put(entry, name);
    }
    if (!isWhole) throw new UnreadableBackup(`${this.plan.file} is cut off: its last entry is missing`);
  }

  private async rowsOf(entry: Entry, place: string): Promise<TableRows> {
    const table = (Object.keys(BACKED_UP) as BackedUpTable[]).find((each) => place.startsWith(`${each}/`));
    if (table === undefined) throw new UnreadableBackup(`${this.plan.file}: unknown table: ${place}`);
    const rows = (await textOf(entry)).trimEnd().split('\n');
    if (table === 'facts') this.facts += rows.length;
    this.plan.onProgress(`${table}: ${this.facts} facts so far`);
    return { table, rows };
  }

  private checkEnd(text: string): true {
    const end = endSchema.parse(JSON.parse(text));
    const wrong = end.facts !== this.facts || end.artifacts !== this.artifacts;
    if (!wrong) return true;
    const [has, should] = [`${this.facts} facts, ${this.artifacts} artifacts`, `${end.facts} and ${end.artifacts}`];
    throw new UnreadableBackup(`${this.plan.file} holds ${has}; its end says ${should}`);
  }

  private async put(entry: Entry, name: string): Promise<void> {
    const { home, store, onProgress } = this.plan;
    if (name.startsWith(ENTRY.artifacts)) {
      await store.putStream(entry.body, { expectedDigest: name.slice(ENTRY.artifacts.length) });
      this.artifacts += 1;
      return onProgress(`${this.artifacts} of ${this.manifest.artifacts} artifacts`);
    }
    if (!name.startsWith(ENTRY.files)) throw new UnreadableBackup(`${this.plan.file}: unknown entry: ${name}`);
    const path = await placeOf(home, name.slice(ENTRY.files.length));
    await writeFile(path, await buffer(entry.body), { mode: 0o600, flush: true });
  }
}

async function readManifest(file: string, entry: Entry): Promise<Manifest> {
  if (entry.name !== ENTRY.manifest) throw new UnreadableBackup(`${file} is no backup of a lab`);
  const found = manifestSchema.safeParse(JSON.parse(await textOf(entry)));
  const format = found.success ? found.data.format : undefined;
  if (found.success && format !== undefined && format <= FORMAT) return found.data;
  throw new UnreadableBackup(
    format === undefined
      ? `${file} has a manifest that this program cannot read`
      : `${file} has format ${format}; this program reads formats up to ${FORMAT}: use a newer codecsmith`,
  );
}

/** Entries in order. What is no archive, or is cut, is an {@link UnreadableBackup} wherever it is met. */
async function* entriesOf(file: string): AsyncGenerator<Entry> {
  const entries = extract();
  const unzip = (await isGzip(file)) ? [createGunzip()] : [];
  // A failure destroys every stream of the chain, and so reaches the one who reads the entries.
  pipeline([createReadStream(file), ...unzip, entries], () => undefined);
  for await (const entry of asArchive(file, entries)) {
    yield { name: entry.header.name, body: asArchive(file, entry as AsyncIterable<Buffer>) };
  }
}

async function* asArchive<Part>(file: string, parts: AsyncIterable<Part>): AsyncGenerator<Part> {
  try {
    yield* parts;
  } catch (cause) {
    throw new UnreadableBackup(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer: start, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && start[0] === 0x1f && start[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

const textOf = async (entry: Entry): Promise<string> => (await buffer(entry.body)).toString('utf8');
