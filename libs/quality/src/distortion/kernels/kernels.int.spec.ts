import { readFileSync } from 'node:fs';

interface Builder {
  readonly TARGET: string;
  missingTools(): string[];
  moduleText(): string;
}

const builder = (await import(new URL('../../../kernels/build.mjs', import.meta.url).href)) as Builder;

describe('the kernels in the tree', () => {
  it('are what their C becomes', () => {
    const missing = builder.missingTools();
    if (missing.length > 0) {
      console.warn(`skipped: the kernels were not built anew, for this machine has no ${missing.join(' and no ')}`);
      return;
    }
    expect(builder.moduleText()).toBe(readFileSync(builder.TARGET, 'utf8'));
  });
});
