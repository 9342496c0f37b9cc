import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Figure } from '../../harness/figure.ts';

const DIST = fileURLToPath(new URL('../../../../../apps/dashboard/dist', import.meta.url));
const IN_PAGE = /(?:src|href)="[^"]*?(assets\/[^"]+\.(?:js|css))"/g;

/** What a browser fetches before it draws anything, and all code and styles there are, compressed. */
export async function bundleSizes(): Promise<Figure[]> {
  const page = await readFile(join(DIST, 'index.html'), 'utf8');
  const first = [...page.matchAll(IN_PAGE)].flatMap(([, name]) => (name === undefined ? [] : [name]));
  if (first.length === 0) throw new Error('the page of the dashboard names no script');
  const all = (await readdir(join(DIST, 'assets'))).filter((name) => /\.(js|css)$/.test(name));
  return [
    { name: 'gzip: what the first page needs', unit: 'KiB', samples: [await sizeOf(['index.html', ...first])] },
    { name: 'gzip: all code and styles', unit: 'KiB', samples: [await sizeOf(all.map((name) => `assets/${name}`))] },
  ];
}

async function sizeOf(names: readonly string[]): Promise<number> {
  const sizes = names.map(async (name) => gzipSync(await readFile(join(DIST, name))).length);
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0) / 1024;
}
