import type { Language } from '@codecsmith/codec';
import { definesPair } from './entry-points.ts';

/** Lines at the margin that begin or go on with code, by language; all else at the margin is prose. */
const STARTS: Record<Language, RegExp> = {
  python: /^(?:import \w|from \S+ import\b|def |class |async def |@\w|#|"""|'''|[A-Z_][A-Z_0-9]* *(?::.*)?=)/u,
  javascript: /^(?:import\b|export\b|const |let |var |function\b|async function\b|class |\/\/|\/\*|['"]use strict)/u,
};
const GOES_ON: Record<Language, RegExp> = {
  python:
    /^(?:[)\]}]|(?:if|for|while|with|try|except|finally|else|elif|return|assert|raise|del)\b|"""|'''|[A-Za-z_]\w*(?:[.[][^=\n]*|\s*,\s*\w+)*\s*(?::\s*[\w.[\], ]+)?\s*[-+*/|&^%@]*=(?!=)|[a-z_][\w.]*\()/u,
  javascript:
    /^(?:[)\]}(;]|\*|\/\*|(?:if|for|while|switch|try|return|throw|do)\b|[A-Za-z_$][\w.$[\]]*\s*(?:[-+*/|&^%]?=(?!=)|\())/u,
};

/** Code in a reply without any fence: from its first line of code to the last before the prose goes on. */
export function bareCode(prose: string, language: Language): string | undefined {
  if (!definesPair(dedented(prose), language)) return undefined;
  const lines = dedented(prose).split('\n');
  const from = lines.findIndex((line) => STARTS[language].test(line));
  for (let to = from + 1; to < lines.length; to += 1) {
    if (isCode(lines[to] ?? '', language)) continue;
    const code = lines.slice(from, to).join('\n').trimEnd();
    if (definesPair(code, language)) return `${code}\n`;
  }
  return `${lines.slice(Math.max(0, from), lines.length).join('\n').trimEnd()}\n`;
}

const isCode = (line: string, language: Language): boolean =>
  line === '' || /^\s/u.test(line) || STARTS[language].test(line) || GOES_ON[language].test(line);

/** Code that was sent as an indented block is moved to the margin. */
function dedented(text: string): string {
  const margin = /^([ \t]+)(?:import |from \S+ import |def |const |function )/mu.exec(text)?.[1];
  if (margin === undefined || /^(?:def|function|const) /mu.test(text)) return text;
  return text
    .split('\n')
    .map((line) => (line.startsWith(margin) ? line.slice(margin.length) : line))
    .join('\n');
}
