import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { digestsIn, FileArtifactStore, sha256Hex } from '@codecsmith/artifacts';
import { experimentFacts } from '@codecsmith/experiment';
import { storedFact } from '@codecsmith/ledger';
import { startTestPostgres, type TestPostgres } from '@codecsmith/test-servers';
import { auditLog, LabViews, sweepLab } from '@codecsmith/views';
import { fillLab } from './fill-lab.ts';

const HOUR_MS = 3_600_000;
const OLD = new Date(Date.now() - 48 * HOUR_MS);
const EXPERIMENTS = 120;

describe('the sweep of the artifact store', () => {
  let postgres: TestPostgres;
  let views: LabViews;
  let store: FileArtifactStore;
  const reconstructions = new Set<string>();
  let needed: string[];

  beforeAll(async () => {
    postgres = await startTestPostgres();
    store = new FileArtifactStore(await mkdtemp(join(tmpdir(), 'codecsmith-sweep-')));
    await fillLab(postgres.url, EXPERIMENTS);
    views = await LabViews.open(postgres.url, 2);
    const all = new Set<string>();
    for (const text of await views.factTexts({ after: 0, last: 1e9, limit: 1e9 })) {
      const { type, data } = storedFact(text);
      digestsIn(text.event).forEach((digest) => all.add(digest));
      if (type !== 'CandidateExecuted') continue;
      const { runs } = experimentFacts.CandidateExecuted.parse(data);
      runs.forEach(({ reconstruction }) => reconstructions.add(reconstruction.digest));
    }
    needed = [...all].filter((digest) => !reconstructions.has(digest));
    for (const digest of all) await keep(digest);
  }, 120_000);
  afterAll(async () => {
    await views.close();
    await postgres.stop();
    await rm(store.root, { recursive: true, force: true });
  });

  /** A file of the store under a digest; no sweep reads its bytes. */
  async function keep(digest: string, claimedAt = OLD): Promise<string> {
    const path = join(store.root, digest.slice(0, 2), digest.slice(2));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'x');
    await utimes(path, claimedAt, claimedAt);
    return digest;
  }
  const sweep = (dryRun: boolean) => sweepLab({ views, store, graceMs: 24 * HOUR_MS, dryRun });
  const there = async (digests: Iterable<string>): Promise<number> => {
    const found = await Promise.all([...digests].map((digest) => store.has(digest)));
    return found.filter(Boolean).length;
  };

  it('counts in a dry run, and deletes nothing', async () => {
    const [orphan, young] = [sha256Hex(Buffer.from('orphan')), sha256Hex(Buffer.from('young'))];
    await keep(orphan);
    await keep(young, new Date());

    const report = await sweep(true);

    expect(report.young).toEqual({ artifacts: 1, bytes: 1 });
    expect(report.removed.artifacts).toBeGreaterThan(1);
    expect(await there([orphan, young, ...needed, ...reconstructions])).toBe(2 + needed.length + reconstructions.size);
  });

  it('keeps what a fact names, what is young or claimed, and the reconstructions of the latest and the best', async () => {
    const orphan = sha256Hex(Buffer.from('orphan'));
    const claimed = await keep(sha256Hex(Buffer.from('claimed')));
    expect(await store.claim(claimed)).toBe(true);
    const foreseen = await sweep(true);

    const report = await sweep(false);

    expect(report).toEqual(foreseen);
    expect(await there([orphan])).toBe(0);
    expect(await there([claimed, sha256Hex(Buffer.from('young'))])).toBe(2);
    expect(await there(needed)).toBe(needed.length);
    const left = await there(reconstructions);
    // 20 latest and 20 best experiments of four runs each; some are both.
    expect(left).toBeGreaterThan(20 * 4);
    expect(left).toBeLessThanOrEqual(40 * 4);
    expect(left).toBeLessThan(reconstructions.size);
    expect(report.removed.artifacts).toBe(1 + reconstructions.size - left);
  });

  it('leaves a store that an audit calls sound: what was trimmed can be made again', async () => {
    const report = await auditLog({
      databaseUrl: postgres.url,
      artifacts: { sizeOf: sizeInFacts, createReadStream: (digest) => store.createReadStream(digest) },
    });
    expect(report.findings.filter(({ code }) => code === 'artifact')).toEqual([]);
    expect(report.trimmed).toBe(reconstructions.size - (await there(reconstructions)));
  });

  /** The files of this store hold one byte; only whether they are there counts. */
  const sizes = new Map<string, number>();
  async function sizeInFacts(digest: string): Promise<number> {
    await store.sizeOf(digest);
    if (sizes.size === 0) {
      for (const { event } of await views.factTexts({ after: 0, last: 1e9, limit: 1e9 })) {
        for (const [, found, size] of event.matchAll(/"digest":"([0-9a-f]{64})","sizeBytes":(\d+)/g)) {
          sizes.set(found ?? '', Number(size));
        }
      }
    }
    return sizes.get(digest) ?? 1;
  }
});
