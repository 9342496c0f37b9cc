import { readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));
delete swc.jsc.rewriteRelativeImportExtensions;
swc.sourceMaps = 'inline';

/** Shared by every project: unit and integration specs, TypeScript read from source through the workspace's own export condition. */
export default {
  testEnvironment: 'node',
  // Only ends what hangs: no test measures speed, and a machine may be busy. No spec sets a limit of its own.
  testTimeout: 600_000,
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/src/**/*.{unit,int,e2e,long}.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/bundle/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/bundle/'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  testEnvironmentOptions: { customExportConditions: ['@codecsmith/source', 'node', 'node-addons'] },
};
