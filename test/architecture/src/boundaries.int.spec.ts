import { lintSmallHouse, type Complaints } from './small-house.testing.ts';

const BOUNDARY = '@nx/enforce-module-boundaries';
const VALUE = 'export const value = 1;\n';
const using = (name: string): string => `export { value } from '@small/${name}';\n`;
const tags = (layer: string): string[] => [`layer:${layer}`];

describe('lint keeps the layers apart', () => {
  let complaints: Complaints;

  beforeAll(async () => {
    complaints = await lintSmallHouse({
      'libs/kernel': { tags: tags('kernel'), source: VALUE },
      'libs/experiment': { tags: tags('domain'), source: using('kernel') },
      'libs/bus': { tags: tags('adapter'), source: using('experiment') },
      'apps/ledger': { tags: tags('app'), source: using('kernel') },
      'apps/api': { tags: tags('app'), source: using('ledger') },
      'libs/campaign': { tags: tags('domain'), source: using('bus') },
      'libs/quality': { tags: tags('domain'), source: "export { readFileSync } from 'node:fs';\n" },
      'libs/codec': { tags: tags('domain'), source: "export { Injectable } from '@nestjs/common';\n" },
      'libs/views': { tags: tags('adapter'), source: "export { readFileSync } from 'node:fs';\n" },
      'libs/ring': {
        tags: tags('adapter'),
        source: "export { value } from './other.ts';\nexport const more = 1;\n",
        more: { 'src/other.ts': "import { more } from './index.ts';\nexport const value = more;\n" },
      },
      'libs/untagged': { tags: [], source: using('kernel') },
      'libs/stranger': { tags: ['layer:wherever'], source: using('kernel') },
    });
  });

  it('says nothing of imports that follow the arrows', () => {
    for (const folder of ['libs/kernel', 'libs/experiment', 'libs/bus', 'libs/views', 'apps/ledger']) {
      expect({ folder, complaints: complaints[folder] }).toEqual({ folder, complaints: undefined });
    }
  });

  it('refuses an app that imports another app', () => {
    expect(complaints['apps/api']).toEqual([expect.stringMatching(`^${BOUNDARY}: .*"layer:app" can only depend on`)]);
  });

  it('refuses a domain library that imports an adapter', () => {
    expect(complaints['libs/campaign']).toEqual([
      expect.stringMatching(`^${BOUNDARY}: .*"layer:domain" can only depend on`),
    ]);
  });

  it.each(['libs/quality', 'libs/codec'])('refuses a runtime or a framework in the pure library %s', (folder) => {
    expect(complaints[folder]).toEqual([
      expect.stringMatching(/^no-restricted-imports: .*This library is pure: it takes values and returns values\.$/),
    ]);
  });

  it('refuses files that import each other in a circle', () => {
    expect(complaints['libs/ring']).toEqual([
      'import-x/no-cycle: Dependency cycle detected',
      'import-x/no-cycle: Dependency cycle detected',
    ]);
  });

  it.each(['libs/untagged', 'libs/stranger'])('refuses a project whose tags name no known layer: %s', (folder) => {
    expect(complaints[folder]).toEqual([
      `${BOUNDARY}: A project without tags matching at least one constraint cannot depend on any libraries`,
    ]);
  });
});
