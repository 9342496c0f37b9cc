import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier/flat';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Libraries that hold rules only: no runtime, no framework, no transport, no database. Their layer says so. */
const PURE_LAYERS = ['layer:kernel', 'layer:domain'];
const PURE = globSync('libs/*/package.json', { cwd: import.meta.dirname })
  .filter((path) => {
    const { nx: { tags = [] } = {} } = JSON.parse(readFileSync(join(import.meta.dirname, path), 'utf8'));
    return tags.some((tag) => PURE_LAYERS.includes(tag));
  })
  .map((path) => dirname(path));
const IMPURE_IMPORTS = ['node:*', '@nestjs/*', '@nats-io/*', 'typeorm', 'pg', 'pg-*'];

/** Types for lint: of the project that a file belongs to, or of programs that hold many (see tools/test). */
const programs = process.env.LINT_PROGRAMS;
const types = programs === undefined ? { projectService: true } : { project: JSON.parse(programs) };

const MAY_DEPEND_ON = {
  kernel: ['kernel'],
  domain: ['kernel', 'domain'],
  adapter: ['kernel', 'domain', 'adapter'],
  app: ['kernel', 'domain', 'adapter'],
  testing: ['kernel', 'domain', 'adapter', 'testing'],
};

const layers = (overrides = {}) =>
  Object.entries({ ...MAY_DEPEND_ON, ...overrides }).map(([layer, allowed]) => ({
    sourceTag: `layer:${layer}`,
    onlyDependOnLibsWithTags: allowed.map((name) => `layer:${name}`),
  }));

const boundaries = (depConstraints) => ({
  '@nx/enforce-module-boundaries': ['error', { enforceBuildableLibDependency: false, allow: [], depConstraints }],
});

/** What other people's code looks like. */
const CANDIDATES = ['libs/*/corpus/**', 'test/*/codecs/**', 'examples/codecs/**', 'libs/llm/prompts/examples/**'];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/bundle/**', '**/node_modules/**', '.nx/**', ...CANDIDATES] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { ...types, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx, 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts', '.tsx'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx'] })],
    },
    rules: {
      ...boundaries(layers()),
      // Within a project; between projects the boundaries say the same.
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_$' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    files: PURE.map((folder) => `${folder}/src/**/*.ts`),
    ignores: ['**/*.spec.ts', '**/*.testing.ts', 'libs/sanitizer/src/wasm/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: IMPURE_IMPORTS, message: 'This library is pure: it takes values and returns values.' }] },
      ],
    },
  },
  {
    files: ['**/*.spec.ts', '**/*.testing.ts'],
    rules: {
      ...boundaries(
        layers({
          domain: ['kernel', 'domain', 'testing'],
          adapter: ['kernel', 'domain', 'adapter', 'testing'],
          app: ['kernel', 'domain', 'adapter', 'testing'],
        }),
      ),
      'max-lines': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly', Buffer: 'readonly' } },
  },
  prettier,
);
