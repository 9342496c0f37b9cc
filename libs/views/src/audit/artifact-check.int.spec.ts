import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import type { Fact } from '@codecsmith/kernel';
import { ArtifactCheck } from './artifact-check.ts';

const LOST = 'f'.repeat(64);

describe('artifacts that facts name', () => {
  let folder: string;
  let store: FileArtifactStore;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codecsmith-artifact-check-'));
    store = new FileArtifactStore(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const findingsOf = async (...data: object[]): Promise<[number | null, string][]> => {
    const check = new ArtifactCheck();
    data.forEach((each, index) => check.apply({ position: index + 1, data: each } as Fact));
    return (await check.findings(store)).findings.map(({ position, message }) => [position, message]);
  };

  it('are looked for wherever a fact names them, each once, and a digest of something else is not', async () => {
    const bitstream = await store.put(Buffer.from('bits'));
    const run = { bitstream, reconstruction: { digest: LOST, sizeBytes: 5 } };
    expect(await findingsOf({ tree: 'e'.repeat(64), code: bitstream }, { runs: [run] }, { runs: [run] })).toEqual([
      [2, `position 2: artifact ${LOST} is not in the store`],
    ]);
    expect(await findingsOf({ measurements: [{ perFrame: LOST }] })).toHaveLength(1);
    expect(await findingsOf({ anchors: [{ curve: LOST }] })).toHaveLength(1);
  });

  it('must have their bytes, where these are read again', async () => {
    const { digest } = await store.put(Buffer.from('bits that rot'));
    const path = await store.localPath(digest);
    await rm(path);
    await writeFile(path, 'bits that rut');
    const check = new ArtifactCheck();
    check.apply({ position: 7, data: { digest, sizeBytes: 13 } } as unknown as Fact);
    expect((await check.findings(store)).findings).toEqual([]);
    const [finding] = (await check.findings(store, true)).findings;
    expect(finding).toMatchObject({ severity: 'damage', position: 7 });
    expect(finding?.message).toMatch(new RegExp(`^position 7: artifact ${digest} is damaged: its bytes`));
  });

  it('are told of when they cannot be read', async () => {
    const { digest } = await store.put(Buffer.from('a folder'));
    const path = await store.localPath(digest);
    await rm(path);
    await mkdir(path);
    const check = new ArtifactCheck();
    check.apply({ position: 3, data: { digest } } as unknown as Fact);
    expect((await check.findings(store, true)).findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(new RegExp(`^position 3: artifact ${digest} `)),
    ]);
  });

  it('may be gone where they are reconstructions that can be made again, and named by nothing else', async () => {
    const bitstream = await store.put(Buffer.from('bits'));
    const executed = { deterministic: true, runs: [{ bitstream, reconstruction: { digest: LOST, sizeBytes: 5 } }] };
    expect(await findingsOf(executed)).toEqual([]);
    expect(await findingsOf({ ...executed, deterministic: false })).toHaveLength(1);
    expect(await findingsOf(executed, { clips: [{ digest: LOST }] })).toHaveLength(1);
  });

  it('must have the size that any fact tells', async () => {
    const { digest } = await store.put(Buffer.from('bits'));
    expect(await findingsOf({ digest }, { digest, sizeBytes: 9 })).toEqual([
      [1, `position 1: artifact ${digest} has 4 bytes in the store, the fact says 9`],
    ]);
  });
});
