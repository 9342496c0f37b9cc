/** Writes docs/sanitizer.md from the rules. A test fails when the page is stale. */
import { writeFileSync } from 'node:fs';
import { renderRulesPage } from '../src/index.ts';

writeFileSync(new URL('../../../docs/sanitizer.md', import.meta.url), renderRulesPage());
