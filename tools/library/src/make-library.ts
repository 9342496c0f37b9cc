import { access, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export const LAYERS = ['domain', 'adapter'] as const;
export type Layer = (typeof LAYERS)[number];

const KEBAB_CASE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Writes the files of a new library below `root`.
 *
 * @returns their paths relative to `root`
 * @throws Error when the name is not in kebab-case, or there is a project of that name
 */
export async function makeLibrary(root: string, name: string, layer: Layer): Promise<string[]> {
  if (!KEBAB_CASE.test(name)) throw new Error(`name: "${name}" is not in kebab-case, such as "bit-planes"`);
  for (const taken of ['libs', 'apps', 'test', 'tools'].map((top) => `${top}/${name}`)) {
    if (await exists(join(root, taken))) throw new Error(`name: "${name}" is taken by ${taken}`);
  }
  const files = filesOf(name, layer);
  for (const [path, content] of Object.entries(files)) {
    const target = join(root, 'libs', name, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content, { flag: 'wx' });
  }
  return Object.keys(files).map((path) => `libs/${name}/${path}`);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const filesOf = (name: string, layer: Layer): Readonly<Record<string, string>> => ({
  'package.json': `${JSON.stringify(manifest(name, layer), null, 2)}\n`,
  'tsconfig.json': '{ "extends": "../../tsconfig.base.json", "include": ["src"] }\n',
  'jest.config.mjs': "export { default } from '../../jest.preset.mjs';\n",
  'README.md': `# ${name}\n\nPurpose, in one sentence.\n\n- In:\n- Out:\n- Owns:\n`,
  'src/index.ts': '/** Public names of this library, each with a TSDoc of its own. */\nexport {};\n',
});

const manifest = (name: string, layer: Layer): object => ({
  name: `@codecsmith/${name}`,
  version: '0.1.0',
  private: true,
  license: 'Apache-2.0',
  type: 'module',
  exports: {
    '.': { '@codecsmith/source': './src/index.ts', types: './src/index.ts', default: './dist/index.js' },
  },
  nx: {
    tags: [`layer:${layer}`, `scope:${name}`],
    targets: { compile: {}, build: {}, typecheck: {}, lint: {}, test: {} },
  },
});
