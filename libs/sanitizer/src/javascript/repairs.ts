import { ENTRY_POINTS } from '@codecsmith/codec';
import type { RepairDescription } from '../rule.ts';
import { findSelfTests, type Statement } from '../self-tests.ts';
import { blank, changed, eraseStatement, type Draft } from '../text/draft.ts';
import { allNodes, isFunction, JavaScriptProgram, type AnyNode } from './program.ts';

export const exportKeywords: RepairDescription = {
  id: 'module.exports',
  kind: 'repair',
  title: 'Export keywords and `module.exports` are removed.',
  why: 'The harness finds the entry points by name. A candidate may export them or not.',
  bad: 'export const LEVEL = 1;\nmodule.exports = { LEVEL };',
  good: 'const LEVEL = 1;',
};

export const selfTest: RepairDescription = {
  id: 'module.self-test',
  kind: 'repair',
  title: 'Top-level statements that call the entry points themselves are removed.',
  why: 'A self test would run in both jails before the first frame, on frames of its own.',
  bad: 'function compressVideoFrame(frame) {\n  return frame.data;\n}\n\nfunction decompressVideoFrame(data) {\n  return data;\n}\n\nconst packet = compressVideoFrame({ data: new Uint8Array(4) });\nconsole.log(packet.length);',
  good: 'const LEVELS = [1, 2, 3];\nconsole.log(LEVELS.length);',
};

const ENTRIES = Object.values(ENTRY_POINTS.javascript).flatMap(({ encode, decode }) => [encode.name, decode.name]);

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** `module`, `exports`, `module.exports`, or a property of one of them. */
function isExportsObject(node: AnyNode): boolean {
  if (node.type === 'Identifier') return node.name === 'module' || node.name === 'exports';
  return node.type === 'MemberExpression' && node.object.type !== 'Super' && isExportsObject(node.object);
}

/** An assignment to `module.exports` of things that have names already. */
function isCommonJsExport(statement: AnyNode): boolean {
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression') return false;
  const { left, right } = statement.expression;
  const named = right.type === 'Identifier' || right.type === 'ObjectExpression';
  return named && left.type === 'MemberExpression' && isExportsObject(left);
}

function exportEdit(statement: AnyNode): Edit | undefined {
  const line = statement.loc?.start.line ?? 1;
  const { start, end } = statement;
  if (isCommonJsExport(statement)) return { start, end, line };
  if (statement.type === 'ExportNamedDeclaration' && !statement.source) {
    return { start, end: statement.declaration?.start ?? end, line };
  }
  if (statement.type !== 'ExportDefaultDeclaration') return undefined;
  const { declaration } = statement;
  const declares = declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration';
  if (declares) return declaration.id ? { start, end: declaration.start, line } : undefined;
  return ['Identifier', 'ObjectExpression'].includes(declaration.type) ? { start, end, line } : undefined;
}

export function removeExports(draft: Draft, program: JavaScriptProgram): Draft {
  return (program.root.body as AnyNode[]).reduceRight((current, statement) => {
    const edit = exportEdit(statement);
    if (!edit) return current;
    const text = blank(current.text, edit.start, edit.end);
    return changed(current, text, { rule: exportKeywords.id, line: edit.line, description: 'removed an export' });
  }, draft);
}

/** Calls that a statement makes itself, outside any function that it makes. */
function callsNow(program: JavaScriptProgram, statement: AnyNode, names: ReadonlySet<string>): boolean {
  const callees = new Set(allNodes(statement).flatMap((node) => (node.type === 'CallExpression' ? [node.callee] : [])));
  return program.uses.some(
    ({ node, name, ancestors }) =>
      names.has(name) && callees.has(node as never) && ancestors.includes(statement) && !ancestors.some(isFunction),
  );
}

function readStatements(program: JavaScriptProgram): Statement<AnyNode>[] {
  return (program.root.body as AnyNode[]).map((node) => {
    const mine = program.uses.filter(({ ancestors }) => ancestors.includes(node));
    const uses = new Set(mine.filter((use) => program.resolve(use) === program.root).map(({ name }) => name));
    const binds = new Set([...program.topNames].filter((name) => bindsName(node, name)));
    const isDefinition = node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration' || onlyFunctions(node);
    const isFixed = isDefinition || node.type.startsWith('Import') || ENTRIES.some((entry) => binds.has(entry));
    const calls = (names: ReadonlySet<string>) => callsNow(program, node, names);
    return { node, uses, binds, isDefinition, isFixed, setsState: false, calls };
  });
}

const onlyFunctions = (node: AnyNode): boolean =>
  node.type === 'VariableDeclaration' && node.declarations.every(({ init }) => init && isFunction(init));

function bindsName(node: AnyNode, name: string): boolean {
  if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') return node.id?.name === name;
  if (node.type === 'ImportDeclaration') return node.specifiers.some(({ local }) => local.name === name);
  if (node.type !== 'VariableDeclaration') return false;
  return node.declarations.some(({ id }) => (id.type === 'Identifier' ? id.name === name : true));
}

export function removeSelfTests(draft: Draft, program: JavaScriptProgram): Draft {
  const tests = findSelfTests(readStatements(program), ENTRIES, () => true);
  return tests.reduceRight((current, { node }) => {
    const line = node.loc?.start.line ?? 1;
    const description = 'removed a top-level call of the own entry points, or what depends on it';
    return changed(current, eraseStatement(current.text, node, ';'), { rule: selfTest.id, line, description });
  }, draft);
}
