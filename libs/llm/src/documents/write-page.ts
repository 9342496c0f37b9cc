import { writeFile } from 'node:fs/promises';
import { contractPage } from './contract-page.ts';
import { promptsPage } from './prompts-page.ts';

const PAGES = { 'contract.md': contractPage, 'prompts.md': promptsPage } as const;

for (const [name, page] of Object.entries(PAGES)) {
  await writeFile(new URL(`../../../../docs/${name}`, import.meta.url), page());
}
