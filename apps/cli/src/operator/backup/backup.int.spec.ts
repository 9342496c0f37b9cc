import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import {
  clipAggregate,
  experimentAggregate,
  forgetAnswered,
  NewerSchema,
  openLedger,
  PostgresStorage,
} from '@codecsmith/ledger';
import { clips, fillLab } from '@codecsmith/test-histories';
import { startTestPostgres, type TestPostgres } from '@codecsmith/test-servers';
import { auditLog, buildExperimentDocument, coreViews, LabViews, MeasurementProjector } from '@codecsmith/views';
import { Client } from 'pg';
import { manifestOf, restoreBackup, UnreadableBackup, type RestorePlan } from './read-backup.ts';
import { writeBackup, type BackupPlan } from './write-backup.ts';

const CODE = 'def compress_video_frame(f, i, c):\n    return bytes(f)\n';
const REQUEST = {
  id: 'request-of-the-spec',
  actor: 'user:spec',
  aggregate: 'experiment',
  type: 'request',
  data: { source: { kind: 'submitted', code: CODE }, clips: ['pan'] },
} as const;

describe('a backup', () => {
  let servers: TestPostgres[];
  let folder: string;
  let store: FileArtifactStore;
  let source: string;
  let target: string;

  beforeAll(async () => {
    servers = await Promise.all([startTestPostgres(), startTestPostgres()]);
    [source, target] = servers.map(({ url }) => url) as [string, string];
    folder = await mkdtemp(join(tmpdir(), 'codecsmith-backup-'));
    store = new FileArtifactStore(join(folder, 'artifacts'));
    await fillLab(source, 60);
    await project(source);
    const { digest } = await store.put(Buffer.from('planes'));
    await asLedger(source, async (ledger) => {
      const data = { ...clipOf(digest), name: 'pan' };
      const clip = { id: 'clip', actor: 'user:spec', aggregate: 'clip', type: 'add', data };
      expect(await ledger.submit(clip)).toMatchObject({ accepted: true });
      expect(await ledger.submit(REQUEST)).toMatchObject({ accepted: true, repeated: false });
    });
    await mkdir(join(folder, 'generator/calls'), { recursive: true });
    await writeFile(join(folder, 'generator/calls/1.json'), '{"answer":"paid for"}');
    await writeFile(join(folder, 'token'), 'secret');
  }, 120_000);
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  const clipOf = (digest: string) => ({ ...clips[0], digest });
  const plan = (more: Partial<BackupPlan> = {}): BackupPlan => ({
    ...{ databaseUrl: source, store, home: folder, labId: 'lab-of-the-spec', tokens: false },
    ...{ file: join(folder, 'lab.tar'), onProgress: () => undefined, ...more },
  });
  const restorePlan = (more: Partial<RestorePlan> = {}): RestorePlan => ({
    ...{ databaseUrl: target, store: new FileArtifactStore(join(folder, 'restored/artifacts')) },
    ...{ home: join(folder, 'restored'), file: join(folder, 'lab.tar'), onProgress: () => undefined, ...more },
  });

  async function asLedger<Result>(
    url: string,
    use: (ledger: Awaited<ReturnType<typeof openLedger>>) => Promise<Result>,
  ): Promise<Result> {
    const storage = new PostgresStorage({ url, views: [coreViews] });
    const ledger = await openLedger(storage, { aggregates: [experimentAggregate, clipAggregate], artifacts: store });
    return use(ledger).finally(() => ledger.close());
  }
  async function project(url: string): Promise<void> {
    const projector = await MeasurementProjector.open(url);
    await projector.catchUp().finally(() => projector.close());
  }
  async function rowsOf(url: string, sql: string): Promise<unknown[]> {
    const client = new Client({ connectionString: url });
    await client.connect();
    return (await client.query<object>(sql).finally(() => client.end())).rows;
  }
  const documentsOf = async (url: string) => {
    const views = await LabViews.open(url);
    const { items } = await views.experiments({}, { limit: 200 });
    const documents = await Promise.all(
      items.map(async ({ experimentId: id }) => [id, buildExperimentDocument(await views.facts(id))] as const),
    );
    await views.close();
    return documents;
  };

  it('of a cut file restores nothing, and says that it is cut', async () => {
    await writeBackup(plan({ file: join(folder, 'cut.tar') }));
    await truncate(join(folder, 'cut.tar'), 300_000);
    await expect(restoreBackup(restorePlan({ file: join(folder, 'cut.tar') }))).rejects.toThrow(UnreadableBackup);
    expect(await rowsOf(target, 'SELECT count(*)::int AS facts FROM facts')).toEqual([{ facts: 0 }]);
  });

  it('of something else is refused with the reason', async () => {
    const file = join(folder, 'other.tar');
    await writeFile(file, 'not a tar file at all');
    await expect(manifestOf(file)).rejects.toThrow(UnreadableBackup);
  });

  it('restores every fact, answer, view and document, byte for byte', async () => {
    const made = await writeBackup(plan());
    expect(made).toMatchObject({ tokens: false, damaged: [], artifacts: 2, labId: 'lab-of-the-spec' });
    const restored = await restoreBackup(restorePlan());
    expect(restored).toMatchObject({ facts: made.head.position, artifacts: 2 });
    await project(target);

    const [before, after] = await Promise.all([source, target].map((databaseUrl) => auditLog({ databaseUrl })));
    expect(after).toEqual(before);
    expect(after?.findings.filter(({ severity }) => severity === 'damage')).toEqual([]);
    for (const table of [
      'facts',
      'commands',
      'lookups',
      'leases',
      'experiments',
      'clips',
      'campaigns',
      'measurements',
    ]) {
      const sql = `SELECT * FROM ${table} AS t ORDER BY t::text`;
      expect(await rowsOf(target, sql)).toEqual(await rowsOf(source, sql));
    }
    const documents = await documentsOf(source);
    expect(documents).toHaveLength(61);
    expect(await documentsOf(target)).toEqual(documents);
    expect(await readFile(join(folder, 'restored/generator/calls/1.json'), 'utf8')).toBe('{"answer":"paid for"}');
    await expect(readFile(join(folder, 'restored/token'))).rejects.toThrow('ENOENT');
  });

  it('is a log that goes on: what was answered is answered again, and new work follows', async () => {
    await asLedger(target, async (ledger) => {
      expect(await ledger.submit(REQUEST)).toMatchObject({ accepted: true, repeated: true });
      const { position } = await ledger.head();
      expect(await ledger.submit({ ...REQUEST, id: 'new' })).toMatchObject({ position: position + 1 });
    });
    expect((await auditLog({ databaseUrl: target })).findings.filter(({ severity }) => severity === 'damage')).toEqual(
      [],
    );
  });

  it('changes nothing when an answer is forgotten and its command comes again', async () => {
    const forgotten = await forgetAnswered(target, new Date(Date.now() + 60_000));
    expect(forgotten.commands).toBeGreaterThan(0);
    await asLedger(target, async (ledger) => {
      const before = await ledger.head();
      expect(await ledger.submit(REQUEST)).toMatchObject({ accepted: false });
      expect(await ledger.head()).toEqual(before);
    });
  });

  it('is refused by a database that holds a log', async () => {
    await expect(restoreBackup(restorePlan())).rejects.toThrow('the database holds a log of');
  });

  it('holds tokens only when that is said, and is compressed by its name', async () => {
    const file = join(folder, 'lab.tgz');
    await writeBackup(plan({ file, tokens: true }));
    const [plain, small] = await Promise.all([join(folder, 'lab.tar'), file].map((path) => readFile(path)));
    expect(small?.length).toBeLessThan((plain?.length ?? 0) / 2);
    expect(await manifestOf(file)).toMatchObject({ tokens: true });
  });

  it('of a newer format is refused with the reason', async () => {
    const file = join(folder, 'newer.tar');
    const bytes = await readFile(join(folder, 'lab.tar'));
    await writeFile(file, Buffer.from(bytes.toString('latin1').replace('"format": 1', '"format": 7'), 'latin1'));
    await expect(restoreBackup(restorePlan({ file }))).rejects.toThrow(
      'has format 7; this program reads formats up to 1',
    );
  });

  it('refuses a schema of a newer program, as the ledger itself does', async () => {
    const later = restorePlan({ file: join(folder, 'later.tar') });
    const bytes = (await readFile(join(folder, 'lab.tar'))).toString('latin1');
    const renamed = bytes.replace('CreateCampaigns1795000400000', 'Unknown00000001795000400000 '.slice(0, 28));
    await writeFile(later.file, Buffer.from(renamed, 'latin1'));
    await expect(restoreBackup(later)).rejects.toThrow(NewerSchema);
    await rowsOf(target, `INSERT INTO migrations (timestamp, name) VALUES (1999000000000, 'Later1999000000000')`);
    await expect(asLedger(target, () => Promise.resolve())).rejects.toThrow(
      'a newer codecsmith made these tables (Later1999000000000)',
    );
  });
});
