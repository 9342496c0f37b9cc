import {
  LIMITS,
  NEEDS,
  type Need,
  COLORS,
  DEFAULT_COLOR,
  type Color,
  JAVASCRIPT_HOST_GLOBALS,
  JAVASCRIPT_MODULES,
} from '@codecsmith/codec';
import { utf8Bytes } from '../text/utf8.ts';
import { bothApis, emptyEntryPoint, lazyEntryPoint, missingEntryPoint, wrongArity } from './entry-points.ts';
import { at, atTop, type JavaScriptRule } from './finding.ts';
import { allNodes, type AnyNode, type JavaScriptProgram } from './program.ts';

/** What the language itself brings, without timers, modules or anything of a host. */
const LANGUAGE_GLOBALS: ReadonlySet<string> = new Set(
  `AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError
  FinalizationRegistry Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl Iterator JSON
  Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String Symbol
  SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet
  WebAssembly arguments decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval globalThis isFinite isNaN
  parseFloat parseInt undefined unescape`.split(/\s+/u),
);
const exists = (name: string): boolean =>
  LANGUAGE_GLOBALS.has(name) || JAVASCRIPT_HOST_GLOBALS.some((known) => known === name);

const stringValue = (node: AnyNode | undefined): string | undefined =>
  node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;

const isColor = (text: string | undefined): text is Color => COLORS.some((color) => color === text);
const isNeed = (text: string | undefined): text is Need => NEEDS.some((need) => need === text);

export function colorOf(program: JavaScriptProgram): Color {
  const value = stringValue(program.definition('COLOR'));
  return isColor(value) ? value : DEFAULT_COLOR;
}

const items = (node: AnyNode | undefined): AnyNode[] =>
  node?.type === 'ArrayExpression' ? node.elements.filter((item) => item !== null) : [];

export const needsOf = (program: JavaScriptProgram): Need[] =>
  items(program.definition('NEEDS')).map(stringValue).filter(isNeed);

const badColor: JavaScriptRule = {
  id: 'constants.color',
  kind: 'reject',
  title: '`COLOR` is a string written out, one of the layouts of the contract.',
  why: 'It is read without running the candidate.',
  bad: "const COLOR = 'yuv';",
  good: "const COLOR = 'i420';",
  find(program) {
    const value = program.definition('COLOR');
    if (!value || isColor(stringValue(value))) return [];
    return [
      at(value, 'COLOR is not a layout of the contract', `allowed are ${COLORS.join(', ')}, written as a plain string`),
    ];
  },
};

const badNeeds: JavaScriptRule = {
  id: 'constants.needs',
  kind: 'reject',
  title: '`NEEDS` is an array of strings written out, of things that lanes have.',
  why: 'It is read without running the candidate.',
  bad: "const NEEDS = ['webgl'];",
  good: 'const NEEDS = [];',
  find(program) {
    const value = program.definition('NEEDS');
    const advice = `allowed are ${NEEDS.join(', ')}, in an array of plain strings`;
    if (!value || (value.type === 'ArrayExpression' && items(value).every((item) => isNeed(stringValue(item)))))
      return [];
    return [at(value, 'NEEDS is not an array of known needs', advice)];
  },
};

/** Names that the program asks about before it uses them. */
const tested = (program: JavaScriptProgram): ReadonlySet<string> =>
  new Set(
    allNodes(program.root).flatMap((node) =>
      node.type === 'UnaryExpression' && node.operator === 'typeof' && node.argument.type === 'Identifier'
        ? [node.argument.name]
        : [],
    ),
  );

const undefinedName: JavaScriptRule = {
  id: 'names.undefined',
  kind: 'reject',
  title: 'Every name that is used is declared, or part of the language.',
  why: 'There is no Node and no browser around a candidate: no require, process, Buffer, fetch or timers. Names that are tested with typeof are left alone.',
  bad: 'const bytes = Buffer.alloc(16);',
  good: "const bytes = typeof Buffer === 'undefined' ? new Uint8Array(16) : Buffer.alloc(16);",
  find(program) {
    const guarded = tested(program);
    const seen = new Set<string>();
    return program.uses.flatMap((use) => {
      const { name, node } = use;
      if (exists(name) || guarded.has(name) || seen.has(name) || program.resolve(use)) return [];
      seen.add(name);
      return [at(node, `name '${name}' is not defined`, 'declare it; only the language itself and console are there')];
    });
  },
};

/** Imports by declaration or expression, with the module's name when it is written out. */
const imports = (program: JavaScriptProgram): { node: AnyNode; name: string }[] =>
  allNodes(program.root).flatMap((node) => {
    const sourced = [
      'ImportDeclaration',
      'ImportExpression',
      'ExportNamedDeclaration',
      'ExportAllDeclaration',
    ].includes(node.type);
    const source = sourced && 'source' in node ? (node.source as AnyNode | null) : null;
    return source ? [{ node, name: stringValue(source) ?? 'computed at run time' }] : [];
  });

export const importedModules = (program: JavaScriptProgram): string[] =>
  [...new Set(imports(program).map(({ name }) => name))].sort();

const unavailableImport: JavaScriptRule = {
  id: 'imports.unavailable',
  kind: 'reject',
  title: 'A candidate imports nothing but codeckit.',
  why: 'There are no other modules in the jail.',
  bad: "import { deflateSync } from 'node:zlib';",
  good: "const NOTE = 'node:zlib';",
  find: (program) =>
    imports(program)
      .filter(({ name }) => !JAVASCRIPT_MODULES.some((known) => known === name))
      .map(({ node, name }) =>
        at(
          node,
          `module ${name} is not in the jail`,
          `there is only ${JAVASCRIPT_MODULES.join(', ')}; write the rest out`,
        ),
      ),
};

/** A literal, or an array or object of nothing but constants. */
function isConstant(node: AnyNode): boolean {
  if (node.type === 'Literal') return true;
  if (node.type === 'TemplateLiteral') return node.expressions.length === 0;
  if (node.type === 'UnaryExpression') return isConstant(node.argument);
  if (node.type === 'ArrayExpression') return node.elements.every((item) => item === null || isConstant(item));
  if (node.type !== 'ObjectExpression') return false;
  return node.properties.every((part) => part.type === 'Property' && isConstant(part.value));
}

const literalTooBig: JavaScriptRule = {
  id: 'size.literal',
  kind: 'reject',
  title: `No literal is longer than ${LIMITS.literalBytes / 1024} KiB as written.`,
  why: 'A table that long holds data about the clips rather than a way to code them. An array or object of constants counts as one literal.',
  bad: `const TABLE = '${'0123456789abcdef'.repeat(2 * 1024 + 1)}';`,
  good: 'const TABLE = Array.from({ length: 65536 }, (_, index) => (index * index) % 251);',
  find(program) {
    const large = allNodes(program.root).filter(({ start, end }) => end - start > LIMITS.literalBytes / 4);
    return large.filter(isConstant).flatMap((node) => {
      const size = utf8Bytes(program.source.slice(node.start, node.end));
      if (size <= LIMITS.literalBytes) return [];
      return [
        at(
          node,
          `this literal is ${size} bytes long, ${LIMITS.literalBytes} are allowed`,
          'compute the table when the module loads, or make it smaller',
        ),
      ];
    });
  },
};

const dynamicCode: JavaScriptRule = {
  id: 'jail.dynamic',
  kind: 'warn',
  title: 'Code made at run time.',
  why: 'It is allowed and contained, but nothing here can read it.',
  bad: "const two = eval('1 + 1');",
  good: 'const run = (model) => model.eval();',
  find: (program) =>
    program.uses
      .filter((use) => ['eval', 'Function', 'WebAssembly'].includes(use.name) && !program.resolve(use))
      .map(({ name, node }) => at(node, `uses ${name}`, 'write the code out so that it can be checked')),
};

/** Names of properties that a node reads: `a.b`, `a['b']`, `{ b }`. */
export function memberNames(node: AnyNode): string[] {
  const key = node.type === 'MemberExpression' ? node.property : node.type === 'Property' ? node.key : undefined;
  if (key?.type === 'Identifier') return [key.name];
  return key?.type === 'Literal' && typeof key.value === 'string' ? [key.value] : [];
}

/** Names that a pattern such as `{ quality }` takes out of an object. */
const takenNames = (node: AnyNode): string[] =>
  node.type === 'ObjectPattern' ? node.properties.flatMap((part) => memberNames(part)) : [];

const qualityIgnored: JavaScriptRule = {
  id: 'config.quality-ignored',
  kind: 'warn',
  title: 'The encoder never asks for `quality`.',
  why: 'Every quality then gives the same bytes; a curve needs at least four different rates.',
  bad: 'const compressVideoFrame = (frame) => frame.data;\nconst decompressVideoFrame = (data) => data;',
  good: 'const step = ({ quality }) => 101 - quality;',
  find(program) {
    const mentioned = allNodes(program.root).some((node) =>
      [...memberNames(node), ...takenNames(node)].includes('quality'),
    );
    return mentioned
      ? []
      : [atTop('quality is never read', 'let config.quality (1–100, higher is better) steer the rate')];
  },
};

/** Every check on parsed JavaScript, in the order of the documentation. */
export const JAVASCRIPT_RULES: readonly JavaScriptRule[] = [
  missingEntryPoint,
  wrongArity,
  emptyEntryPoint,
  lazyEntryPoint,
  badColor,
  badNeeds,
  undefinedName,
  unavailableImport,
  literalTooBig,
  bothApis,
  dynamicCode,
  qualityIgnored,
];
