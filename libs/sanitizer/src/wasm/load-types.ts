import { createRequire } from 'node:module';
import type { TypeStripper } from '../javascript/types.ts';

const require = createRequire(import.meta.url);

/** TypeScript takes 70 MB and some hundred milliseconds: it is loaded with the first candidate that has types. */
export const loadTypeStripper: () => TypeStripper = once(() => {
  const ts = require('typescript') as typeof import('typescript');
  const { blankSourceFile } = require('ts-blank-space') as typeof import('ts-blank-space');
  return (text) => {
    const source = ts.createSourceFile('codec.ts', text, ts.ScriptTarget.ESNext, false, ts.ScriptKind.TS);
    const compiled: { what: string; at: number }[] = [];
    const untyped = blankSourceFile(source, (node) => {
      compiled.push({ what: named(ts.SyntaxKind[node.kind]), at: node.getStart(source) });
    });
    return { text: untyped, compiled };
  };
});

/** `EnumDeclaration` to `an enum declaration`. */
function named(kind: string): string {
  const words = kind.replaceAll(/(?<=[a-z])[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();
  return `${/^[aeiou]/u.test(words) ? 'an' : 'a'} ${words}`;
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
