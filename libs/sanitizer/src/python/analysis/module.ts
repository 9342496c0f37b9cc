import { ENTRY_POINTS } from '@codecsmith/codec';
import { childOf, childrenOf, closest, dottedName, findAll, named, topStatement, type PyNode } from '../node.ts';
import { resolveNames, type Names } from './resolve-names.ts';
import type { Reference } from './scope.ts';

export interface Import {
  /** Dotted name as written; empty for `from . import x`. */
  readonly module: string;
  readonly relative: boolean;
  readonly node: PyNode;
  /** Names imported from the module, for `from m import a, b`. */
  readonly members: readonly string[];
}

/** A call of something whose name can be told: `module.function` with import aliases undone. */
export interface NamedCall {
  readonly name: string;
  readonly node: PyNode;
}

/** A parsed candidate and what all rules want to know about it. */
export class PythonModule {
  readonly source: string;
  readonly root: PyNode;
  /** False when tree-sitter did not understand all of it: rules about names then hold back. */
  readonly complete: boolean;
  readonly names: Names;
  readonly imports: readonly Import[];
  readonly calls: readonly NamedCall[];
  private readonly reachable: ReadonlySet<PyNode>;

  constructor(source: string, root: PyNode, complete: boolean) {
    this.source = source;
    this.root = root;
    this.complete = complete;
    this.names = resolveNames(root);
    this.imports = findAll(root, 'import_statement', 'import_from_statement', 'future_import_statement').flatMap(
      readImport,
    );
    this.calls = this.readCalls();
    this.reachable = this.findReachable();
  }

  get statements(): PyNode[] {
    return named(this.root);
  }

  /** Nodes that bind a name in the module itself, in order. */
  definitions(name: string): PyNode[] {
    return (this.names.module.bindings.get(name) ?? [])
      .filter(({ kind }) => kind !== 'deleted')
      .map(({ node }) => node);
  }

  /** The `def` that a module-level name ends up standing for, when it is one. */
  functionNamed(name: string): PyNode | undefined {
    const last = this.definitions(name).at(-1)?.parent;
    return last?.type === 'function_definition' ? last : undefined;
  }

  /** False for what stands in a top-level function or class that nothing which runs ever mentions. */
  isReachable(node: PyNode): boolean {
    return !isLazy(node) || this.reachable.has(topStatement(node));
  }

  /** Expands import aliases: `np.load` → `numpy.load`, `run` after `from subprocess import run` → `subprocess.run`. */
  canonicalName(node: PyNode): string | undefined {
    const written = dottedName(node);
    if (written === undefined) return undefined;
    const [first = '', ...rest] = written.split('.');
    const origin = this.names.module.bindings
      .get(first)
      ?.map(({ node: binding }) => importedName(binding))
      .find(Boolean);
    return [origin ?? first, ...rest].join('.');
  }

  /** True when a plain name is not bound anywhere that the reference can see, so it means the builtin. */
  isBuiltin(reference: Reference): boolean {
    return reference.scope.resolve(reference.name) === undefined;
  }

  private readCalls(): NamedCall[] {
    const builtin = new Set(this.names.references.filter((ref) => this.isBuiltin(ref)).map(({ node }) => node));
    return findAll(this.root, 'call').flatMap((node) => {
      const callee = childOf(node, 'function') as PyNode;
      const name = this.canonicalName(callee);
      if (name === undefined) return [];
      if (callee.type === 'identifier' && name === callee.text && !builtin.has(callee)) return [];
      return [{ name, node }];
    });
  }

  /** Follows mentions of names from what runs by itself: the module's own statements and the entry points. */
  private findReachable(): ReadonlySet<PyNode> {
    const homes = new Map<string, PyNode[]>();
    for (const name of this.names.module.bindings.keys()) homes.set(name, this.definitions(name).map(topStatement));
    const mentions = new Map<PyNode, Set<string>>();
    const queue: PyNode[] = [];
    for (const ref of this.names.references) {
      if (ref.scope.resolve(ref.name) !== this.names.module) continue;
      if (!isLazy(ref.node)) queue.push(...(homes.get(ref.name) ?? []));
      const here = topStatement(ref.node);
      mentions.set(here, (mentions.get(here) ?? new Set()).add(ref.name));
    }
    const entries = Object.values(ENTRY_POINTS.python).flatMap(({ encode, decode }) => [encode.name, decode.name]);
    const starts = entries.flatMap((name) => homes.get(name) ?? []);
    queue.push(...this.statements.filter((statement) => !isDefinition(statement)), ...starts);
    const reached = new Set<PyNode>();
    for (let next = queue.pop(); next; next = queue.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      for (const name of mentions.get(next) ?? []) queue.push(...(homes.get(name) ?? []));
    }
    return reached;
  }
}

/** True inside the body of a function: it runs when the function is called, not when the module is loaded. */
const isLazy = (node: PyNode): boolean =>
  closest(
    node,
    ({ field, parent }) => field === 'body' && ['function_definition', 'lambda'].includes(parent?.type ?? ''),
  ) !== undefined;

/** True in a branch that is there for type checkers only. */
export const isForTypeCheckers = (node: PyNode): boolean =>
  closest(node, ({ field, parent }) => {
    if (field !== 'consequence' || parent?.type !== 'if_statement') return false;
    const name = dottedName(childOf(parent, 'condition') as PyNode);
    return name === 'TYPE_CHECKING' || name === 'typing.TYPE_CHECKING';
  }) !== undefined;

/** A statement that only makes a function or class: nothing of its body runs until it is used. */
export const isDefinition = (statement: PyNode): boolean =>
  ['function_definition', 'class_definition', 'decorated_definition'].includes(statement.type);

/** True when a failure here is caught on the spot by a handler for one of these exceptions, or for everything. */
export function isGuarded(node: PyNode, ...exceptions: string[]): boolean {
  const caught = [...exceptions, 'Exception', 'BaseException'];
  const attempt = closest(
    node,
    ({ field, parent, type }) => type === 'block' && field === 'body' && parent?.type === 'try_statement',
  );
  if (!attempt?.parent) return false;
  const handlers = attempt.parent.children.filter(({ type }) => type === 'except_clause');
  const catches = (handler: PyNode) => {
    const types = childrenOf(handler, 'value');
    return (
      types.length === 0 || types.some((type) => findAll(type, 'identifier').some(({ text }) => caught.includes(text)))
    );
  };
  return handlers.some(catches) || isGuarded(attempt.parent, ...exceptions);
}

function readImport(node: PyNode): Import[] {
  const items = childrenOf(node, 'name').map((item) =>
    item.type === 'aliased_import' ? (childOf(item, 'name') as PyNode) : item,
  );
  if (node.type === 'import_statement') {
    return items.map((item) => ({ module: item.text, relative: false, node: item, members: [] }));
  }
  const members = items.map(({ text }) => text);
  const module = childOf(node, 'module_name');
  if (!module) return [{ module: '__future__', relative: false, node, members }];
  const relative = module.type === 'relative_import';
  return [{ module: relative ? '' : module.text, relative, node: module, members }];
}

/** What an imported name stands for, from the node that binds it. */
function importedName(binding: PyNode): string | undefined {
  const statement = closest(binding, ({ type }) => type === 'import_statement' || type === 'import_from_statement');
  if (!statement) return undefined;
  const item = binding.parent?.type === 'aliased_import' ? (childOf(binding.parent, 'name') as PyNode) : binding;
  const module = childOf(statement, 'module_name');
  return module ? `${module.text}.${item.text}` : item.text;
}
