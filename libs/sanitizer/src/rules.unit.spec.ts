import { readFileSync } from 'node:fs';
import type { Language } from '@codecsmith/codec';
import { loadEngines } from './wasm/load-wasm.ts';
import { createSanitizer, RULE_CATALOGUE, renderRulesPage, type SanitizeResult, type Sanitizer } from './index.ts';

/** A plain pair of entry points, for examples that have none. */
const PAIR: Readonly<Record<Language, string>> = {
  python: [
    'def compress_video_frame(frame, frame_index, config):',
    '    return frame.tobytes()[: config["quality"]]',
    'def decompress_video_frame(data, frame_index, config):',
    '    return data',
    '',
  ].join('\n'),
  javascript: [
    'function compressVideoFrame(frame, frameIndex, config) { return frame.data.subarray(config.quality); }',
    'function decompressVideoFrame(data, frameIndex, config) { return data; }',
    '',
  ].join('\n'),
};

/** Completes an example; a pair of its own, or a rule about whole files, leaves it as it is. */
function complete(id: string, text: string, language: Language): string {
  const own = /(compress_?video_?frame|encode_?video)\b/iu.test(text);
  if (own || (id === 'text.empty' && text.trim() === '')) return text;
  if (id === 'text.fence' && text.includes('```python\nLEVEL = 1\n```\n\nIt')) {
    return text.replace('LEVEL = 1\n', `LEVEL = 1\n${PAIR[language]}`);
  }
  return id.startsWith('entry-points.') ? text : `${text.replace(/\n?$/u, '\n')}${PAIR[language]}`;
}

/** Ids of all rules that did something. */
function acted(result: SanitizeResult): string[] {
  const found = result.cleared ? [...result.changes, ...result.warnings] : result.violations;
  return found.map(({ rule }) => rule);
}

describe.each(['python', 'javascript'] as const)('rules for %s', (language) => {
  let sanitizer: Sanitizer;
  beforeAll(async () => {
    sanitizer = await createSanitizer(loadEngines());
  });

  const rules = RULE_CATALOGUE[language];

  it('have distinct names', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });

  it.each(rules.map((rule) => [rule.id, rule] as const))('%s acts on its bad example', (id, rule) => {
    const track = id === 'imports.track' ? { track: 'pure' as const } : {};
    const result = sanitizer.sanitize(complete(id, rule.bad, language), { language, ...track });
    expect(acted(result)).toContain(id);
    expect(result.cleared).toBe(rule.kind !== 'reject');
  });

  it.each(rules.map((rule) => [rule.id, rule] as const))('%s leaves its good example alone', (id, rule) => {
    const result = sanitizer.sanitize(complete(id, rule.good, language), { language });
    expect(result).toMatchObject({ cleared: true });
    expect(acted(result)).not.toContain(id);
  });
});

it('docs/sanitizer.md says what the rules say', () => {
  const page = readFileSync(new URL('../../../docs/sanitizer.md', import.meta.url), 'utf8');
  expect(page).toBe(renderRulesPage());
});
