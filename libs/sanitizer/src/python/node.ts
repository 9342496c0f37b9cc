/** A syntax node, copied out of the parser: plain data with parents, cheap to walk. Offsets are UTF-16 units. */
export interface PyNode {
  readonly type: string;
  /** False for punctuation and keywords. */
  readonly named: boolean;
  /** Name of the role in the parent, such as `left` or `condition`. */
  readonly field: string | null;
  readonly start: number;
  readonly end: number;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly parent: PyNode | null;
  readonly children: readonly PyNode[];
  readonly text: string;
}

/** Children with names, comments left out. */
export const named = (node: PyNode): PyNode[] =>
  node.children.filter((child) => child.named && child.type !== 'comment');

export const childOf = (node: PyNode, field: string): PyNode | undefined =>
  node.children.find((child) => child.field === field);

export const childrenOf = (node: PyNode, field: string): PyNode[] =>
  node.children.filter((child) => child.field === field);

/** Every node below `root` and itself, in source order. `enter` returning false skips what lies inside. */
export function visit(root: PyNode, enter: (node: PyNode) => boolean | void): void {
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (enter(node) === false) continue;
    for (let index = node.children.length - 1; index >= 0; index -= 1) stack.push(node.children[index] as PyNode);
  }
}

/** All nodes of a type below `root`, in source order. */
export function findAll(root: PyNode, ...types: string[]): PyNode[] {
  const found: PyNode[] = [];
  visit(root, (node) => {
    if (types.includes(node.type)) found.push(node);
  });
  return found;
}

/** The node itself or the nearest one above it that satisfies the test. */
export function closest(node: PyNode | null, test: (node: PyNode) => boolean): PyNode | undefined {
  for (let here = node; here; here = here.parent) if (test(here)) return here;
  return undefined;
}

/** The statement of the module in which a node stands. */
export function topStatement(node: PyNode): PyNode {
  let here = node;
  while (here.parent && here.parent.type !== 'module') here = here.parent;
  return here;
}

/** Takes off any parentheses around an expression. */
export function bare(node: PyNode): PyNode {
  let here = node;
  while (here.type === 'parenthesized_expression') {
    const inside = named(here)[0];
    if (!inside) return here;
    here = inside;
  }
  return here;
}

/** `a.b.c` as text when the node is a plain name or a chain of attributes of one, else undefined. */
export function dottedName(node: PyNode): string | undefined {
  if (node.type === 'identifier') return node.text;
  if (node.type !== 'attribute') return undefined;
  const object = childOf(node, 'object');
  const inside = object && dottedName(object);
  return inside === undefined ? undefined : `${inside}.${childOf(node, 'attribute')?.text ?? ''}`;
}

/** Text of a string literal without interpolation, or undefined. Escapes are left as written. */
export function plainString(node: PyNode): string | undefined {
  if (node.type !== 'string' || findAll(node, 'interpolation').length > 0) return undefined;
  return node.children
    .filter((child) => child.type === 'string_content')
    .map((child) => child.text)
    .join('');
}
