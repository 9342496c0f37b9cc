import type { PromptMaterial } from './material.ts';

/** Code, and words of the lab's own. */
const KEPT: ReadonlySet<string> = new Set(['code', 'diff', 'language', 'operator', 'track']);
const DIGEST = /^[0-9a-f]{64}$/u;

/**
 * Takes names and digests that must not appear out of a prompt's material, as whole words. Out of code only digests:
 * a clip may be called like a function, and edits must find their places.
 */
export function withhold(material: PromptMaterial): PromptMaterial {
  const digests = material.withheld.filter((secret) => DIGEST.test(secret));
  return cleaned(material, '', material.withheld, digests) as PromptMaterial;
}

function cleaned(value: unknown, key: string, secrets: readonly string[], digests: readonly string[]): unknown {
  if (typeof value === 'string') return without(value, KEPT.has(key) ? digests : secrets);
  if (Array.isArray(value)) return value.map((item) => cleaned(item, key, secrets, digests));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, cleaned(item, name, secrets, digests)]);
  return Object.fromEntries(entries) as unknown;
}

const without = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((rest, secret) => {
    const word = secret.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
    return rest.replaceAll(new RegExp(`(?<![\\w-])${word}(?![\\w-])`, 'gu'), '[withheld]');
  }, text);
