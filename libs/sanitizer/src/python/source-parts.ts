import { partsOf, type Piece, type SourceParts } from '../charge.ts';
import type { PythonModule } from './analysis/module.ts';
import { isDocstring } from './extract.ts';
import { visit, type PyNode } from './node.ts';

/** Leaves of the tree, and what is one piece though it has parts. */
const WHOLE = ['string_content', 'comment'];
const LITERALS = ['string_content', 'integer', 'float', 'escape_sequence'];

function kindOf({ type }: PyNode): Piece['kind'] {
  if (type === 'comment') return 'comment';
  if (type === 'identifier') return 'name';
  return LITERALS.includes(type) ? 'literal' : 'other';
}

/** What a Python source computes, and what it can carry. Documentation counts as comments do. */
export function sourceParts({ root }: PythonModule): SourceParts {
  const pieces: Piece[] = [];
  let line = 0;
  visit(root, (node) => {
    if (isDocstring(node)) {
      pieces.push({ kind: 'comment', text: node.text, first: true });
      return false;
    }
    if (node.children.length > 0 && !WHOLE.includes(node.type)) return true;
    pieces.push({ kind: kindOf(node), text: node.text, first: node.line !== line });
    line = node.line;
    return false;
  });
  return partsOf(pieces);
}
