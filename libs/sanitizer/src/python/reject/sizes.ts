import { LIMITS } from '@codecsmith/codec';
import { utf8Bytes } from '../../text/utf8.ts';
import { at, type PythonRule } from '../finding.ts';
import { named, visit, type PyNode } from '../node.ts';

const CONSTANTS = ['integer', 'float', 'string', 'concatenated_string', 'true', 'false', 'none', 'ellipsis'];
const HOLDERS = [
  'list',
  'tuple',
  'set',
  'dictionary',
  'pair',
  'parenthesized_expression',
  'unary_operator',
  'expression_list',
];

/** Marks, bottom up, the nodes that are a constant or a display of nothing but constants. */
function constantNodes(root: PyNode): ReadonlySet<PyNode> {
  const order: PyNode[] = [];
  visit(root, (node) => void order.push(node));
  const constant = new Set<PyNode>();
  for (const node of order.reverse()) {
    if (CONSTANTS.includes(node.type)) constant.add(node);
    else if (HOLDERS.includes(node.type) && named(node).every((part) => constant.has(part))) constant.add(node);
  }
  return constant;
}

export const literalTooBig: PythonRule = {
  id: 'size.literal',
  kind: 'reject',
  title: `No literal is longer than ${LIMITS.literalBytes / 1024} KiB as written.`,
  why: 'A table that long holds data about the clips rather than a way to code them. Tables that a formula gives can be computed when the module loads. A list, tuple, set or dict of constants counts as one literal.',
  bad: `TABLE = "${'0123456789abcdef'.repeat(2 * 1024 + 1)}"`,
  good: 'TABLE = [index * index % 251 for index in range(65536)]',
  find({ module }) {
    const constant = constantNodes(module.root);
    const outermost = [...constant].filter(({ parent }) => !parent || !constant.has(parent));
    return outermost.flatMap((node) => {
      const size = node.end - node.start <= LIMITS.literalBytes / 4 ? 0 : utf8Bytes(node.text);
      if (size <= LIMITS.literalBytes) return [];
      const message = `this literal is ${size} bytes long, ${LIMITS.literalBytes} are allowed`;
      return [at(node, message, 'compute the table when the module loads, or make it smaller')];
    });
  },
};
