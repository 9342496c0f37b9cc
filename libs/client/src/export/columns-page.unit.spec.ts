import { readFileSync } from 'node:fs';
import { columnsPage } from './columns-page.ts';
import { EXPORT_NAMES } from './columns.ts';

describe('docs/export.md', () => {
  const page = readFileSync(new URL('../../../../docs/export.md', import.meta.url), 'utf8');

  it('is made from the columns of the exports (npm run docs -w @codecsmith/client)', () => {
    expect(page).toBe(columnsPage());
  });

  it('has a row for each column, in their order', () => {
    expect([...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)).toEqual(EXPORT_NAMES);
  });
});
