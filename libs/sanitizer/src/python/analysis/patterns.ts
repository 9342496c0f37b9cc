import { bare, childOf, named, type PyNode } from '../node.ts';

/** What to do with the parts of a target: names are bound, everything that it evaluates is read. */
export interface Bind {
  name(node: PyNode): void;
  read(node: PyNode): void;
}

/** Nodes that only hold further targets. */
const HOLDERS = [
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'list_splat_pattern',
  'dictionary_splat_pattern',
  'list_splat',
  'as_pattern_target',
  'expression_list',
  'tuple',
  'list',
  'delete_statement',
];

/** Parameters that are only punctuation: `*` and `/`. */
const SEPARATORS = ['keyword_separator', 'positional_separator', 'comment'];

/** Goes through an assignment target, loop variable, parameter or `del` operand. */
export function bindPattern(target: PyNode, bind: Bind): void {
  const node = bare(target);
  if (node.type === 'identifier') bind.name(node);
  else if (HOLDERS.includes(node.type)) for (const part of named(node)) bindPattern(part, bind);
  else if (!SEPARATORS.includes(node.type)) bind.read(node);
}

/** Goes through a pattern of `match`: a lone name captures, a dotted name or a class is looked up. */
export function bindCase(node: PyNode, bind: Bind): void {
  switch (node.type) {
    case 'dotted_name':
      return named(node).length === 1 ? bind.name(named(node)[0] as PyNode) : bind.read(named(node)[0] as PyNode);
    case 'splat_pattern':
      return named(node).forEach((name) => bind.name(name));
    case 'as_pattern':
      return named(node).forEach((part) => (part.type === 'identifier' ? bind.name(part) : bindCase(part, bind)));
    case 'keyword_pattern':
      return named(node)
        .slice(1)
        .forEach((part) => bindCase(part, bind));
    case 'class_pattern': {
      const [name, ...parts] = named(node);
      if (name) bind.read(named(name)[0] as PyNode);
      return parts.forEach((part) => bindCase(part, bind));
    }
    case 'dict_pattern':
      return named(node).forEach((part) => bindEntry(part, bind));
    default:
      return named(node).forEach((part) => bindCase(part, bind));
  }
}

/** A key that is a name is looked up, never captured. */
function bindEntry(part: PyNode, bind: Bind): void {
  if (part.field !== 'key') return bindCase(part, bind);
  const first = part.type === 'dotted_name' ? named(part)[0] : childOf(part, 'name');
  if (first) bind.read(first);
}
