import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCandidate } from './candidate-file.ts';

describe("a candidate's file", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'candidate-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is its name, its bytes and their digest', async () => {
    const file = join(folder, 'codec.py');
    await writeFile(file, 'abc');
    expect(await readCandidate(file)).toEqual({
      fileName: 'codec.py',
      bytes: Buffer.from('abc'),
      digest: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    });
  });

  it.each([
    ['missing.py', 'cannot be read (ENOENT)'],
    ['empty.py', 'is empty'],
  ])('is refused by its field: %s', async (name, problem) => {
    const file = join(folder, name);
    await writeFile(join(folder, 'empty.py'), '');
    await expect(readCandidate(file)).rejects.toMatchObject({
      message: `FILE: "${file}" ${problem}; a codec's source file is needed`,
      exitCode: 2,
      details: { field: 'FILE' },
    });
  });
});
