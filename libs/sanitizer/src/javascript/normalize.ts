import { ENTRY_POINTS } from '@codecsmith/codec';
import type { JavaScriptProgram } from './program.ts';

/** Where a node stands and how it was written: no part of what it means. */
const LAYOUT = ['start', 'end', 'loc', 'raw', 'sourceFile', 'range'];

/**
 * The tree as text: layout and comments make no difference, and neither does the choice of own names at the top level;
 * everything else does.
 */
export function normalizedTree(program: JavaScriptProgram): string {
  const fixed = Object.values(ENTRY_POINTS.javascript).flatMap(({ encode, decode }) => [encode.name, decode.name]);
  const own = new Set([...program.topNames].filter((name) => ![...fixed, 'COLOR', 'NEEDS'].includes(name)));
  const numbers = new Map<string, number>();
  const rename = (name: string): string => {
    if (!own.has(name)) return name;
    numbers.set(name, numbers.get(name) ?? numbers.size);
    return `$${numbers.get(name)}`;
  };
  return JSON.stringify(program.root, (key, value: unknown) => {
    if (LAYOUT.includes(key)) return undefined;
    if (typeof value === 'bigint') return `${value}n`;
    if (value instanceof RegExp) return undefined;
    const node = value as { type?: unknown; name?: unknown } | null;
    if (node !== null && typeof node === 'object' && node.type === 'Identifier' && typeof node.name === 'string') {
      return { type: 'Identifier', name: rename(node.name) };
    }
    return value;
  });
}
