import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier/flat';
import tseslint from 'typescript-eslint';

/** Folders that hold rules only: no runtime, no framework, no transport, no database. */
const PURE = [
  'libs/kernel',
  'libs/experiment',
  'libs/campaign',
  'libs/codec',
  'libs/sanitizer',
  'libs/breeder',
  'libs/quality',
];
const IMPURE_IMPORTS = ['node:*', '@nestjs/*', '@nats-io/*', 'typeorm', 'pg', 'pg-*'];

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

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '**/test-results/**'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx },
    rules: {
      ...boundaries(layers()),
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
