import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configurationPage } from './configuration-page.ts';
import { CHECKOUT } from './lab-home.ts';

await writeFile(join(CHECKOUT, 'docs/configuration.md'), configurationPage());
