import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const LAYERS = ['layer:kernel', 'layer:domain', 'layer:adapter', 'layer:app', 'layer:testing'];

const manifest = z.object({
  type: z.string().optional(),
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
  nx: z.object({ tags: z.array(z.string()) }),
});
type Manifest = z.infer<typeof manifest>;

async function list(pattern: string): Promise<string[]> {
  const found: string[] = [];
  const exclude = (path: string): boolean => /node_modules|dist/.test(path);
  for await (const path of glob(pattern, { cwd: ROOT, exclude })) found.push(path);
  return found.sort();
}

async function projects(): Promise<[string, Manifest][]> {
  const paths = await list('{apps,libs,test,tools}/*/package.json');
  return Promise.all(
    paths.map(async (path): Promise<[string, Manifest]> => {
      const text = await readFile(join(ROOT, path), 'utf8');
      return [path.slice(0, -'/package.json'.length), manifest.parse(JSON.parse(text))];
    }),
  );
}

/** Never part of a running lab. */
const isForTests = (path: string): boolean => /\.(spec|testing)\.ts$|\/testing\//.test(path);

/** Layers that a project in this folder may declare. A library that says it is domain is held to that by lint. */
function layersOf(folder: string): readonly string[] {
  if (folder.startsWith('apps/')) return ['layer:app'];
  if (folder.startsWith('test/') || folder.startsWith('tools/')) return ['layer:testing'];
  return folder === 'libs/kernel' ? ['layer:kernel'] : ['layer:domain', 'layer:adapter'];
}

describe('the house', () => {
  it('has every project in exactly one layer, one that its folder allows', async () => {
    for (const [folder, { nx }] of await projects()) {
      const layers = nx.tags.filter((tag) => LAYERS.includes(tag));
      expect({ folder, layers, count: layers.length }).toEqual({ folder, layers, count: 1 });
      expect(layersOf(folder)).toContain(layers[0]);
      expect({ folder, scopes: nx.tags.filter((tag) => tag.startsWith('scope:')).length }).toEqual({
        folder,
        scopes: 1,
      });
    }
  });

  it('pins third-party packages at the root only', async () => {
    for (const [folder, { dependencies, devDependencies }] of await projects()) {
      const foreign = Object.keys({ ...dependencies, ...devDependencies }).filter(
        (name) => !name.startsWith('@codecsmith/'),
      );
      expect({ folder, foreign }).toEqual({ folder, foreign: [] });
    }
  });

  it('is ESM under one licence throughout', async () => {
    for (const [folder, { type, license }] of await projects()) {
      expect({ folder, type, license }).toEqual({ folder, type: 'module', license: 'Apache-2.0' });
    }
  });

  it('describes every library that has sources in a README', async () => {
    const libraries = new Set((await list('libs/*/src/index.ts')).map((path) => path.split('/').slice(0, 2).join('/')));
    const silent = [...libraries].filter((folder) => !existsSync(join(ROOT, folder, 'README.md')));
    expect(silent).toEqual([]);
  });

  it('links to files that exist', async () => {
    const broken: string[] = [];
    for (const path of ['README.md', 'CONTRIBUTING.md', ...(await list('{docs,apps,libs,test,tools}/**/*.md'))]) {
      const text = (await readFile(join(ROOT, path), 'utf8')).replace(/~~~.*?~~~|```.*?```/gs, '');
      for (const [, target = ''] of text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
        if (/^[a-z]+:/.test(target) || existsSync(join(ROOT, dirname(path), target))) continue;
        broken.push(`${path}: ${target}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it('names every test so that a runner picks it up', async () => {
    const specs = await list('{apps,libs,test,tools}/*/**/*{.spec,.test,-spec}.{ts,tsx,mts,js,mjs}');
    expect(specs.length).toBeGreaterThan(0);
    expect(specs.filter((path) => !/\.(unit|int|e2e|long)\.spec\.tsx?$/.test(path))).toEqual([]);
    expect(specs.filter((path) => !/^(apps|libs|test|tools)\/[^/]+\/src\//.test(path))).toEqual([]);
  });

  it('keeps journeys under test/', async () => {
    expect(await list('{apps,libs,tools}/*/**/*.e2e.spec.ts')).toEqual([]);
  });

  it('names sources in kebab-case', async () => {
    const sources = await list('{apps,libs,test,tools}/*/src/**/*.{ts,tsx}');
    expect(sources.filter((path) => !/\/[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.tsx?$/.test(path))).toEqual(
      [],
    );
  });

  it('reads the environment in one place', async () => {
    const readers: string[] = [];
    for (const path of await list('{apps,libs}/*/src/**/*.{ts,tsx}')) {
      if (path.startsWith('libs/platform/') || isForTests(path)) continue;
      if (/\bprocess\.env\b/.test(await readFile(join(ROOT, path), 'utf8'))) readers.push(path);
    }
    expect(readers).toEqual([]);
  });

  it('starts ffmpeg in one place', async () => {
    const callers: string[] = [];
    for (const path of await list('{apps,libs}/*/src/**/*.ts')) {
      if (path.startsWith('libs/media/') || isForTests(path)) continue;
      const text = await readFile(join(ROOT, path), 'utf8');
      if (/\b(spawn|execFile|spawnSync|execFileSync)\(\s*['"]ff(mpeg|probe)['"]/.test(text)) callers.push(path);
    }
    expect(callers).toEqual([]);
  });

  it('has no host of a package registry in its lockfile', async () => {
    const lock = await readFile(join(ROOT, 'package-lock.json'), 'utf8');
    expect(lock.match(/"resolved": "https?:[^"]*"/g) ?? []).toEqual([]);
  });
});
