import { tokenizer, tokTypes, type Token } from 'acorn';
import { partsOf, type Piece, type SourceParts } from '../charge.ts';
import type { JavaScriptProgram } from './program.ts';

const LITERALS = new Set([tokTypes.num, tokTypes.string, tokTypes.template, tokTypes.regexp]);

function kindOf({ type }: Token): Piece['kind'] {
  if (type === tokTypes.name || type === tokTypes.privateId) return 'name';
  return LITERALS.has(type) ? 'literal' : 'other';
}

/** What a JavaScript source computes, and what it can carry. */
export function sourceParts({ source, comments }: JavaScriptProgram): SourceParts {
  const pieces: Piece[] = comments.map(({ value }) => ({ kind: 'comment', text: value, first: false }));
  const options = { ecmaVersion: 2024, sourceType: 'module', locations: true } as const;
  let line = 0;
  for (const token of tokenizer(source, options)) {
    const at = token.loc?.start.line ?? line;
    pieces.push({ kind: kindOf(token), text: source.slice(token.start, token.end), first: at !== line });
    line = at;
  }
  return partsOf(pieces);
}
