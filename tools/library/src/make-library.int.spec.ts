import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeLibrary } from './make-library.ts';

const KERNEL = fileURLToPath(new URL('../../../libs/kernel/', import.meta.url));

describe('the library generator', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'library-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('makes a library like those that are there', async () => {
    const made = await makeLibrary(root, 'bit-planes', 'domain');

    expect(made).toEqual(
      ['package.json', 'tsconfig.json', 'jest.config.mjs', 'README.md', 'src/index.ts'].map(
        (path) => `libs/bit-planes/${path}`,
      ),
    );
    const read = (folder: string, path: string) => readFile(join(folder, path), 'utf8');
    const library = join(root, 'libs/bit-planes');
    for (const path of ['tsconfig.json', 'jest.config.mjs'])
      expect(await read(library, path)).toBe(await read(KERNEL, path));
    const kernel = JSON.parse(await read(KERNEL, 'package.json')) as Record<string, unknown>;
    expect(JSON.parse(await read(library, 'package.json'))).toEqual({
      ...kernel,
      name: '@codecsmith/bit-planes',
      nx: {
        tags: ['layer:domain', 'scope:bit-planes'],
        targets: { compile: {}, build: {}, typecheck: {}, lint: {}, test: {} },
      },
    });
  });

  it('refuses a name that is not in kebab-case', async () => {
    await expect(makeLibrary(root, 'BitPlanes', 'domain')).rejects.toThrow(
      'name: "BitPlanes" is not in kebab-case, such as "bit-planes"',
    );
  });

  it('refuses a name that another project has', async () => {
    await mkdir(join(root, 'apps/metrics'), { recursive: true });
    await expect(makeLibrary(root, 'metrics', 'adapter')).rejects.toThrow('name: "metrics" is taken by apps/metrics');
  });
});
