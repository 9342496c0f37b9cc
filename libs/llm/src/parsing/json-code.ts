import type { Fence } from './markdown.ts';

/** Reads JSON; line ends that stand bare inside of strings, as models write them, are escaped first. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    try {
      return JSON.parse(text.replaceAll(/"(?:[^"\\]|\\[\s\S])*"/gu, escapeControls)) as unknown;
    } catch {
      return undefined;
    }
  }
}

const escapeControls = (string: string): string =>
  string.replaceAll('\n', String.raw`\n`).replaceAll('\t', String.raw`\t`);

/** Every text inside of the JSON of a reply, calls of tools in words included; some of them may be code. */
export function textsInJson(fences: readonly Fence[], prose: string): string[] {
  const bare = prose.slice(Math.max(0, prose.indexOf('{')), prose.lastIndexOf('}') + 1);
  return [...fences.map(({ body }) => body), bare]
    .filter((text) => text.trimStart().startsWith('{'))
    .flatMap((text) => stringsOf(readJson(text)));
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') {
    const inner = value.trimStart().startsWith('{') ? readJson(value) : undefined;
    return inner === undefined ? [value] : stringsOf(inner);
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsOf);
}
