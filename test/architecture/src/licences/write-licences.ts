/** Writes `docs/licences.md`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { licencesPage } from './licences.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

writeFileSync(`${ROOT}docs/licences.md`, licencesPage(ROOT));
