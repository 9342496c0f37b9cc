import { createTwoFilesPatch } from 'diff';

/** Lines below the top level that say what a class or an object offers. */
const SIGNATURE = /^\s+(?:def |async def |class |static |get |set |[\w$#]+\s*\([^()]*\)\s*\{)/u;
const LONGEST_LINE = 200;

/** Code without the bodies of its functions: what stands at the top level, and the signatures below it. */
export function outlineOf(code: string): string {
  const kept = code.split('\n').filter((line) => (/^\S/u.test(line) && !/^[)\]}]/u.test(line)) || SIGNATURE.test(line));
  return kept.map((line) => line.slice(0, LONGEST_LINE)).join('\n');
}

/** What was changed from one code to another, as a unified diff with three lines around each change. */
export const diffOf = (from: string, to: string): string =>
  createTwoFilesPatch('before', 'after', from, to, undefined, undefined, { context: 3 })
    .split('\n')
    .slice(1)
    .join('\n');
