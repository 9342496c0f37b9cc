import { createWriteStream } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PassThrough, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { ArtifactDamaged, ArtifactMissing, digestsIn, type FileArtifactStore } from '@codecsmith/artifacts';
import { BACKED_UP, LogSnapshot, type BackedUpTable } from '@codecsmith/ledger';
import { syncFolder } from '@codecsmith/platform';
import { pack, type Pack } from 'tar-stream';
import { VERSION } from '../../version.ts';
import { filesOf } from './home-files.ts';
import { ENTRY, FORMAT, type End, type Manifest } from './manifest.ts';

export interface BackupPlan {
  /** As the role that owns the tables. */
  readonly databaseUrl: string;
  readonly store: FileArtifactStore;
  readonly home: string;
  readonly labId: string | null;
  /** Whether tokens and endpoints of models go into it. */
  readonly tokens: boolean;
  readonly file: string;
  readonly onProgress: (line: string) => void;
}

export interface BackupReport extends Manifest {
  /** Artifacts that are in the store with other bytes than their digest names: left out. */
  readonly damaged: readonly string[];
}

/**
 * Writes a lab into one tar file, compressed when its name ends in `.gz` or `.tgz`: the log as of one moment, and what
 * it names. The lab goes on meanwhile. The file gets its name only when all of it is on the disk.
 */
export async function writeBackup(plan: BackupPlan): Promise<BackupReport> {
  const snapshot = await LogSnapshot.open(plan.databaseUrl);
  try {
    const artifacts = await soundArtifacts(plan, await digestsOf(snapshot));
    const manifest: Manifest = {
      kind: 'codecsmith-backup',
      format: FORMAT,
      program: VERSION,
      madeAt: new Date().toISOString(),
      labId: plan.labId,
      head: snapshot.head,
      migrations: [...snapshot.migrations],
      tokens: plan.tokens,
      artifacts: artifacts.sizes.size,
      artifactBytes: [...artifacts.sizes.values()].reduce((sum, size) => sum + size, 0),
    };
    await intoFile(plan.file, (tar) => writeAll(tar, { plan, snapshot, manifest, sizes: artifacts.sizes }));
    return { ...manifest, damaged: artifacts.damaged };
  } finally {
    await snapshot.close();
  }
}

async function digestsOf(snapshot: LogSnapshot): Promise<Set<string>> {
  const found = new Set<string>();
  for await (const { rows } of snapshot.rows('facts')) {
    for (const row of rows) for (const digest of digestsIn(row)) found.add(digest);
  }
  return found;
}

/** Those of the digests that are in the store, with their sizes; texts hold other digests too, which name nothing there. */
async function soundArtifacts({ store, onProgress }: BackupPlan, digests: Iterable<string>) {
  const sizes = new Map<string, number>();
  const damaged: string[] = [];
  for (const digest of digests) {
    try {
      await store.localPath(digest);
      sizes.set(digest, await store.sizeOf(digest));
      if (sizes.size % 100 === 0) onProgress(`checked ${sizes.size} artifacts`);
    } catch (error) {
      if (error instanceof ArtifactDamaged) damaged.push(digest);
      else if (!(error instanceof ArtifactMissing)) throw error;
    }
  }
  return { sizes, damaged };
}

interface Contents {
  readonly plan: BackupPlan;
  readonly snapshot: LogSnapshot;
  readonly manifest: Manifest;
  readonly sizes: ReadonlyMap<string, number>;
}

async function writeAll(tar: Pack, { plan, snapshot, manifest, sizes }: Contents): Promise<void> {
  const { home, store, onProgress } = plan;
  await addText(tar, ENTRY.manifest, JSON.stringify(manifest, null, 2));
  for (const name of await filesOf(home, plan.tokens)) {
    const bytes = await readFile(join(home, name)).catch(() => undefined); // deleted meanwhile
    if (bytes !== undefined) await addText(tar, `${ENTRY.files}${name}`, bytes);
  }
  let done = 0;
  for (const [digest, size] of sizes) {
    await addStream(tar, `${ENTRY.artifacts}${digest}`, size, await store.createReadStream(digest));
    done += 1;
    onProgress(`${done} of ${sizes.size} artifacts`);
  }
  for (const table of Object.keys(BACKED_UP) as BackedUpTable[]) await addTable(tar, snapshot, table, onProgress);
  const end: End = { facts: manifest.head.position, artifacts: sizes.size };
  await addText(tar, ENTRY.end, JSON.stringify(end));
}

async function addTable(tar: Pack, snapshot: LogSnapshot, table: BackedUpTable, onProgress: BackupPlan['onProgress']) {
  let lot = 0;
  for await (const { rows } of snapshot.rows(table)) {
    lot += 1;
    await addText(tar, `${ENTRY.log}${table}/${String(lot).padStart(8, '0')}.jsonl`, `${rows.join('\n')}\n`);
    onProgress(`${table}: ${lot} lots`);
  }
}

/** As a stream, so that a slow disk holds the reading up. */
const addText = (tar: Pack, name: string, content: string | Buffer): Promise<void> => {
  const bytes = Buffer.from(content);
  return addStream(tar, name, bytes.length, Readable.from([bytes]));
};

const addStream = (tar: Pack, name: string, size: number, source: Readable): Promise<void> =>
  pipeline(source, tar.entry({ name, size, mode: 0o600 }));

/** Beside its name first, and synced: a backup that was cut off never looks like one. */
async function intoFile(file: string, fill: (tar: Pack) => Promise<void>): Promise<void> {
  const draft = `${file}.draft`;
  const tar = pack();
  try {
    const squeeze = /\.(gz|tgz)$/.test(file) ? createGzip({ level: 1 }) : new PassThrough();
    const writing = pipeline(tar, squeeze, createWriteStream(draft, { mode: 0o600, flush: true }));
    const filling = fill(tar).then(
      () => tar.finalize(),
      (error: Error) => tar.destroy(error),
    );
    await Promise.all([writing, filling]);
    await rename(draft, file);
    await syncFolder(dirname(file));
  } finally {
    await rm(draft, { force: true });
  }
}
