// Makes the package that a program outside this repository installs: node tools/make-package.mjs [FOLDER]
import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const read = (path) => JSON.parse(readFileSync(at(path), 'utf8'));

const folder = process.argv[2] ?? at('dist/package');
rmSync(folder, { recursive: true, force: true });
const compile = [at('../../node_modules/typescript/bin/tsc'), '-p', at('tsconfig.package.json'), '--outDir', folder];
execFileSync(process.execPath, compile, { stdio: 'inherit' });

const parts = readdirSync(folder);
const used = new Set();
for (const name of readdirSync(folder, { recursive: true })) {
  if (!/\.(js|d\.ts)$/.test(name)) continue;
  const text = readFileSync(join(folder, name), 'utf8')
    // The parts of the workspace lie beside each other in the package, which finds them as imports of its own.
    .replaceAll(/(['"])@codecsmith\//g, '$1#')
    // The compiler mends the extensions in code and leaves them in types.
    .replaceAll(/((?:from |import\()(['"])\.[^'"]*)\.ts\2/g, '$1.js$2');
  writeFileSync(join(folder, name), text);
  for (const [, dependency] of text.matchAll(/(?:from |import\()['"]([^.#'"/]+)['"/]/g)) used.add(dependency);
}

const { name, version, license, type, sideEffects } = read('package.json');
const { engines, dependencies: pinned } = read('../../package.json');
const dependencies = Object.fromEntries(
  [...used].sort().map((dependency) => {
    if (pinned[dependency] === undefined)
      throw new Error(`the client imports ${dependency}, which the root does not pin`);
    return [dependency, pinned[dependency]];
  }),
);
const both = (path) => ({ types: `${path}.d.ts`, default: `${path}.js` });
const manifest = {
  ...{ name, version, license, type, sideEffects, engines: { node: engines.node }, dependencies },
  description: 'A codecsmith lab from other programs: typed HTTP, commands and facts.',
  files: parts,
  exports: { '.': both('./client/src/index') },
  imports: { '#*': both('./*/src/index') },
};
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
copyFileSync(at('README.md'), join(folder, 'README.md'));
