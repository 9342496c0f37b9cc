import { writeFile } from 'node:fs/promises';
import { columnsPage } from './columns-page.ts';

await writeFile(new URL('../../../../docs/export.md', import.meta.url), columnsPage());
