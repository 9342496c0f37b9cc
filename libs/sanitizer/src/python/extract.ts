import { ENTRY_POINTS, NEEDS, type Need } from '@codecsmith/codec';
import type { PythonModule } from './analysis/module.ts';
import type { PythonUnit } from './finding.ts';
import { findAll, named, plainString, visit, type PyNode } from './node.ts';
import { declaredNeeds } from './reject/constants.ts';
import { importedModules, offered } from './reject/imports.ts';

/** What the candidate asks for in `NEEDS`, or imports, of what only some machines have; not what this one lacks. */
export function needsOf(unit: PythonUnit): Need[] {
  const wanted: readonly string[] = [...declaredNeeds(unit.module), ...importedModules(unit)];
  return NEEDS.filter((need) => wanted.includes(need) && (need === 'gpu' || offered(unit).includes(need)));
}

/** Every name that stands in the program, for telling its family. */
export const identifiers = (module: PythonModule): string[] =>
  findAll(module.root, 'identifier').map(({ text }) => text);

/** Named syntax nodes without comments. */
export function complexityOf(module: PythonModule): number {
  let count = 0;
  visit(module.root, ({ named: counts, type }) => {
    if (counts && type !== 'comment') count += 1;
  });
  return count;
}

/** A statement that is only a string: documentation, wherever it stands. */
export const isDocstring = (node: PyNode): boolean =>
  node.type === 'expression_statement' &&
  named(node).length === 1 &&
  plainString(named(node)[0] as PyNode) !== undefined;

/** Types whose text is kept; everything else is told by its structure. */
const LEAVES_WITH_TEXT = ['integer', 'float', 'string_start', 'string_content', 'string_end', 'type_conversion'];

/** Names that the program itself binds, except those that the harness or other modules know it by. */
function ownNames(module: PythonModule): ReadonlySet<PyNode> {
  const entries = Object.values(ENTRY_POINTS.python).flatMap(({ encode, decode }) => [encode.name, decode.name]);
  const fixed = new Set([...entries, 'COLOR', 'NEEDS']);
  const own = new Set<PyNode>();
  for (const { name, node, scope } of module.names.references)
    if (scope.resolve(name) && !fixed.has(name)) own.add(node);
  const scopes = new Set(module.names.references.map(({ scope }) => scope).concat(module.names.module));
  for (const scope of scopes) {
    for (const [name, bindings] of scope.bindings) {
      if (!fixed.has(name)) for (const { node } of bindings) own.add(node);
    }
  }
  return own;
}

/**
 * The tree as text, so that formatting, comments, docstrings and the choice of own names make no difference and
 * everything else does: operators, literals, attributes, keyword arguments, order.
 */
export function normalizedTree(module: PythonModule): string {
  const own = ownNames(module);
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  };
  const parts: string[] = [];
  const write = (node: PyNode): void => {
    if (node.type === 'comment' || isDocstring(node)) return;
    if (node.type === 'identifier') return void parts.push(own.has(node) ? `$${numberOf(node.text)}` : node.text);
    if (node.children.length === 0) {
      return void parts.push(LEAVES_WITH_TEXT.includes(node.type) ? JSON.stringify(node.text) : node.type);
    }
    parts.push(`(${node.type}`);
    for (const child of node.children) write(child);
    parts.push(')');
  };
  write(module.root);
  return parts.join(' ');
}
