import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleeping, variant } from './candidates.ts';
import type { AuditReport } from './documents.ts';
import { guestsOnceAtWork } from './guests.ts';
import { exampleCodec, Lab } from './lab.ts';
import { LEGACY_COUNTS, legacyExport } from './legacy-records.ts';

const LIMITS = ['--limit', 'wallMs=600000', '--limit', 'cpuMs=600000'];

describe('a lab that is restored from a backup', () => {
  let folder: string;
  const labs: Lab[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codecsmith-restored-'));
  });
  afterAll(async () => {
    await Promise.all(labs.map((lab) => lab.down()));
    await rm(folder, { recursive: true, force: true });
  });

  it('is the lab that was backed up while it worked, and goes on with what was under way', async () => {
    const lab = await Lab.up();
    labs.push(lab);
    const submit = async (file: string, quality: string) =>
      (await lab.json<{ aggregateId: string }>(0, 'submit', file, '--clip', 'orchard', '--quality', quality, ...LIMITS))
        .aggregateId;
    const done = await submit(exampleCodec('intra_dct.py'), '50');
    const before = await lab.ended(done);
    const underWay = await submit(await variant(folder, 'asleep.py', sleeping(5)), '60');
    await guestsOnceAtWork(lab);

    const records = join(folder, 'legacy.jsonl');
    await writeFile(records, legacyExport());
    const { stuck, placeholders, records: of } = LEGACY_COUNTS;
    const first = await lab.json(0, 'legacy', 'import', records);
    expect(first).toMatchObject({ records: of, imported: of, known: 0, refused: [], stuck, placeholders });
    const second = await lab.json(0, 'legacy', 'import', records);
    expect(second).toMatchObject({ imported: 0, known: of });
    const { items } = await (await lab.client()).facts({ limit: 1_000 });
    const facts = items.filter(({ type }) => type === 'LegacyExperimentImported');
    expect(new Set(facts.map(({ aggregateId }) => aggregateId)).size).toBe(of);
    expect(facts).toHaveLength(of);
    console.info(JSON.stringify({ first, second, facts: facts.length }));

    const file = join(folder, 'lab.tar');
    const made = await lab.json<{ head: object; damaged: string[] }>(0, 'backup', file);
    const [clips, history] = [await lab.json(0, 'clip', 'list'), await lab.history(done)];
    expect(made.damaged).toEqual([]);
    await lab.cli('down');

    const restored = new Lab(await mkdtemp(join(tmpdir(), 'codecsmith-restored-')));
    labs.push(restored);
    expect(await restored.json(0, 'restore', file)).toMatchObject({ manifest: { head: made.head } });
    expect((await restored.cli('restore', file)).code).toBe(4);
    expect((await restored.cli('up')).code).toBe(0);

    expect(await restored.show(done)).toEqual(before);
    expect(await restored.history(done)).toEqual(history);
    expect(await restored.json(0, 'clip', 'list')).toEqual(clips);
    const { legacy } = JSON.parse((await restored.cli('export', '--legacy')).stdout) as { legacy: object[] };
    expect(legacy).toHaveLength(LEGACY_COUNTS.records);
    expect(await restored.ended(underWay)).toMatchObject({ outcome: 'completed' });
    const audit = await restored.json<AuditReport>(0, 'audit');
    expect(audit.findings).toEqual([]);
    expect((await restored.cli('restore', file)).stderr).toContain('a lab runs in');
  });
});
