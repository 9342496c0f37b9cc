import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Language } from '@codecsmith/codec';
import { loadEngines } from './wasm/load-wasm.ts';
import { roundTrip } from './testing/python.testing.ts';
import { createSanitizer, type Cleared, type Sanitizer } from './index.ts';

const corpus = (folder: string) => new URL(`../corpus/${folder}/`, import.meta.url);
const languageOf = (file: string): Language => (/\.[jt]s/u.test(file) ? 'javascript' : 'python');

let sanitizer: Sanitizer;
beforeAll(async () => {
  sanitizer = await createSanitizer(loadEngines());
});

describe('honest candidates', () => {
  const files = readdirSync(corpus('honest'));
  const read = (file: string) => readFileSync(new URL(file, corpus('honest')), 'utf8');

  it('are at least sixty', () => {
    expect(files.length).toBeGreaterThanOrEqual(60);
  });

  it.each(files)('%s is cleared', (file) => {
    expect(sanitizer.sanitize(read(file), { language: languageOf(file) })).toMatchObject({ cleared: true });
  });

  it.each(files)('%s is cleared again without a change', (file) => {
    const once = sanitizer.sanitize(read(file), { language: languageOf(file) }) as Cleared;
    const twice = sanitizer.sanitize(once.code, { language: languageOf(file) });
    expect(twice).toMatchObject({ cleared: true, code: once.code, changes: [] });
  });

  it('run as they were cleared', () => {
    const folder = mkdtempSync(join(tmpdir(), 'codec-honest-'));
    try {
      const cleared = files
        .filter((file) => file.endsWith('.py'))
        .map((file) => {
          const path = join(folder, file);
          writeFileSync(path, (sanitizer.sanitize(read(file), { language: 'python' }) as Cleared).code);
          return path;
        });
      const failed = roundTrip(cleared, '--quality', '30,80').filter((result) => 'error' in result);
      expect(failed).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

interface Expectation {
  readonly file: string;
  /** The first violation; absent for candidates that fail when they run, which are the jail's business. */
  readonly refused?: { readonly rule: string; readonly line: number; readonly says: string };
}

describe('broken candidates', () => {
  const text = readFileSync(new URL('expectations.json', corpus('broken')), 'utf8');
  const expectations = JSON.parse(text) as Expectation[];
  const refused = expectations.filter((expectation) => expectation.refused);

  it('are at least sixty, each with its expectation', () => {
    expect(refused.length).toBeGreaterThanOrEqual(60);
    const files = readdirSync(corpus('broken')).filter((file) => file !== 'expectations.json');
    expect(expectations.map(({ file }) => file).sort()).toEqual(files.sort());
  });

  it.each(expectations.map(({ file, ...rest }) => [file, rest.refused] as const))('%s', (file, expected) => {
    const source = readFileSync(new URL(file, corpus('broken')), 'utf8');
    const result = sanitizer.sanitize(source, { language: languageOf(file) });
    expect(result.cleared).toBe(expected === undefined);
    if (result.cleared || !expected) return;
    const [first] = result.violations;
    expect({ rule: first?.rule, line: first?.line }).toEqual({ rule: expected.rule, line: expected.line });
    expect(first?.message).toContain(expected.says);
    expect(first?.advice).not.toBe('');
  });
});
