import { readFileSync } from 'node:fs';
import { promptsPage } from './prompts-page.ts';

describe('docs/prompts.md', () => {
  it('shows the prompts as they are sent now (npm run docs -w @codecsmith/llm)', () => {
    expect(readFileSync(new URL('../../../../docs/prompts.md', import.meta.url), 'utf8')).toBe(promptsPage());
  });

  it('has no hole and no value that is missing', () => {
    expect(promptsPage()).not.toMatch(/\{\{\w+\}\}|\bNaN\b|\[object Object\]/u);
  });
});
