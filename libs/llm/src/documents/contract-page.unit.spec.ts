import { readFileSync } from 'node:fs';
import { contractPage } from './contract-page.ts';

const PAGE = new URL('../../../../docs/contract.md', import.meta.url);

describe('docs/contract.md', () => {
  it('is made from the constants that the lab uses (npm run docs -w @codecsmith/llm)', () => {
    expect(readFileSync(PAGE, 'utf8')).toBe(contractPage());
  });
});
