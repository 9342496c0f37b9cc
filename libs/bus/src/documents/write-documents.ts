import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documentFiles } from './document-files.ts';

const DOCS = new URL('../../../../docs/', import.meta.url);

await rm(new URL('schemas/', DOCS), { recursive: true, force: true });
for (const [path, text] of documentFiles()) {
  const file = fileURLToPath(new URL(path, DOCS));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
