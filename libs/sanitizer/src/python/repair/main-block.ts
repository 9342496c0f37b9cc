import type { RepairDescription } from '../../rule.ts';
import { blank, changed, type Draft } from '../../text/draft.ts';
import type { PythonModule } from '../analysis/module.ts';
import { bare, childOf, childrenOf, named, plainString, type PyNode } from '../node.ts';

export const mainBlock: RepairDescription = {
  id: 'module.main-block',
  kind: 'repair',
  title: 'Blocks that run only when a file is started as a program are removed.',
  why: 'The harness loads a candidate as a module, so they never run: names and imports in them do not matter, and two candidates that differ only there are the same.',
  bad: 'def level():\n    return 1\n\n\nif __name__ == "__main__":\n    print(level())',
  good: 'def level():\n    return 1\n\n\nprint(level())',
};

const isName = (node: PyNode | undefined): boolean => node?.type === 'identifier' && node.text === '__name__';
const isMain = (node: PyNode): boolean => plainString(node) === '__main__';

/** `__name__ == "__main__"` either way round, `!=`, `in (…)` and `not in (…)`, known for a module that is imported. */
function comparison(node: PyNode): boolean | undefined {
  const [left, right, more] = named(node).map(bare);
  const operator = childrenOf(node, 'operators')
    .map(({ text }) => text)
    .join(' ');
  if (!left || !right || more) return undefined;
  const equal = (isName(left) && isMain(right)) || (isName(right) && isMain(left));
  if (equal && ['==', 'is'].includes(operator)) return false;
  if (equal && ['!=', 'is not'].includes(operator)) return true;
  const among = isName(left) && ['tuple', 'list', 'set'].includes(right.type) && named(right).every(isMain);
  if (!among) return undefined;
  return operator === 'in' ? false : operator.split(/\s+/u).join(' ') === 'not in' ? true : undefined;
}

/** Truth of a condition as far as it follows from `__name__` alone; undefined when it does not. */
function truth(condition: PyNode): boolean | undefined {
  const node = bare(condition);
  if (node.type === 'comparison_operator') return comparison(node);
  if (node.type === 'not_operator') {
    const inner = truth(childOf(node, 'argument') as PyNode);
    return inner === undefined ? undefined : !inner;
  }
  if (node.type !== 'boolean_operator') return undefined;
  const sides = [childOf(node, 'left'), childOf(node, 'right')].map((side) => truth(side as PyNode));
  const decisive = childOf(node, 'operator')?.text === 'or';
  return sides.includes(decisive) ? decisive : sides.every((side) => side === !decisive) ? !decisive : undefined;
}

interface Removal {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** What of an `if` never runs: all of it, or one branch, which then becomes `pass`. */
function removal(statement: PyNode): Removal | undefined {
  const known = statement.type === 'if_statement' ? truth(childOf(statement, 'condition') as PyNode) : undefined;
  if (known === undefined) return undefined;
  const alternatives = childrenOf(statement, 'alternative');
  if (!known && alternatives.length === 0) return { start: statement.start, end: statement.end, replacement: '' };
  const branch = known ? alternatives.find(({ type }) => type === 'else_clause') : statement;
  const block = branch && childOf(branch, known ? 'body' : 'consequence');
  if (!block || block.text === 'pass') return undefined;
  return { start: block.start, end: block.end, replacement: 'pass' };
}

/** Works from the end to the start, so that places in the tree stay true. */
export function removeMainBlocks(draft: Draft, module: PythonModule): Draft {
  return module.statements.reduceRight((current, statement) => {
    const found = removal(statement);
    if (!found) return current;
    const text = blank(current.text, found.start, found.end, found.replacement);
    const description = 'removed a block that runs only when the file is started as a program';
    return changed(current, text, { rule: mainBlock.id, line: statement.line, description });
  }, draft);
}
