import { childOf, childrenOf, closest, findAll, named, type PyNode } from '../node.ts';
import { bindPattern, bindCase, type Bind } from './patterns.ts';
import { Scope, type BindingKind, type Reference } from './scope.ts';

export interface Names {
  readonly module: Scope;
  readonly references: readonly Reference[];
  /** `from x import *` somewhere: any name may exist. */
  readonly starImport: boolean;
}

/** Reads which name is bound and used where, by the scope rules of Python 3.11. */
export function resolveNames(root: PyNode): Names {
  const reader = new NameReader(root);
  reader.readAll();
  return reader;
}

const COMPREHENSIONS = ['list_comprehension', 'set_comprehension', 'dictionary_comprehension', 'generator_expression'];

/** Walks the tree once; bodies of functions are read after everything around them, like the interpreter does. */
class NameReader implements Names {
  readonly module: Scope;
  readonly references: Reference[] = [];
  starImport = false;
  private readonly root: PyNode;
  private readonly lazyAnnotations: boolean;
  private readonly later: (() => void)[] = [];

  constructor(root: PyNode) {
    this.root = root;
    this.module = new Scope('module', root, null);
    const future = findAll(root, 'future_import_statement').flatMap((node) => childrenOf(node, 'name'));
    this.lazyAnnotations = future.some((name) => name.text === 'annotations');
  }

  readAll(): void {
    this.readDeclarations(this.root, this.module);
    this.readChildren(this.root, this.module);
    for (let next = this.later.shift(); next; next = this.later.shift()) next();
  }

  /** `global` and `nonlocal` hold for the whole body, wherever they stand in it. */
  private readDeclarations(body: PyNode, scope: Scope): void {
    for (const statement of findAll(body, 'global_statement', 'nonlocal_statement')) {
      const owner = closest(statement, ({ type }) => ['function_definition', 'class_definition'].includes(type));
      if ((owner ?? this.root) !== (scope.kind === 'module' ? this.root : scope.node)) continue;
      const names = statement.type === 'global_statement' ? scope.globals : scope.nonlocals;
      for (const name of named(statement)) names.add(name.text);
    }
  }

  private readChildren(node: PyNode, scope: Scope, unevaluated = false): void {
    for (const child of node.children) if (child.named) this.read(child, scope, unevaluated);
  }

  private read(node: PyNode, scope: Scope, unevaluated = false): void {
    switch (node.type) {
      case 'identifier':
        this.references.push({ name: node.text, node, scope, unevaluated });
        return;
      case 'function_definition':
        return this.readFunction(node, scope);
      case 'class_definition':
        return this.readClass(node, scope);
      case 'lambda':
        return this.readLambda(node, scope);
      case 'import_statement':
      case 'import_from_statement':
      case 'future_import_statement':
        return this.readImport(node, scope);
      case 'global_statement':
      case 'nonlocal_statement':
      case 'comment':
        return;
      case 'assignment':
      case 'augmented_assignment':
        return this.readAssignment(node, scope);
      case 'for_statement':
        return this.readFor(node, scope);
      case 'attribute':
        return this.readField(node, 'object', scope, unevaluated);
      case 'keyword_argument':
        return this.readField(node, 'value', scope, unevaluated);
      case 'member_type':
        return this.read(named(node)[0] as PyNode, scope, unevaluated);
      default:
        return this.readBinding(node, scope, unevaluated);
    }
  }

  /** The rest of the nodes that bind a name; whatever binds none is simply read through. */
  private readBinding(node: PyNode, scope: Scope, unevaluated: boolean): void {
    switch (node.type) {
      case 'named_expression':
        this.readField(node, 'value', scope);
        return this.bindAt(childOf(node, 'name') as PyNode, scope.aroundComprehensions, 'value', node.end);
      case 'as_pattern':
        this.read(named(node)[0] as PyNode, scope);
        return this.bindAt(childOf(node, 'alias') as PyNode, scope, 'value', node.end);
      case 'delete_statement':
        this.readChildren(node, scope);
        return this.bindAt(node, scope, 'deleted', node.end, false);
      case 'case_pattern':
        return bindCase(node, this.binder(scope, 'value', node.end));
      default:
        if (COMPREHENSIONS.includes(node.type)) return this.readComprehension(node, scope);
        return this.readChildren(node, scope, unevaluated);
    }
  }

  private readField(node: PyNode, field: string, scope: Scope, unevaluated = false): void {
    const child = childOf(node, field);
    if (child) this.read(child, scope, unevaluated);
  }

  private binder(scope: Scope, kind: BindingKind, from: number): Bind {
    return {
      name: (node) => scope.bind({ name: node.text, kind, node, from }),
      read: (node) => this.read(node, scope),
    };
  }

  /** Binds the names of a target; with `reads`, what a target evaluates (`a[i] = …`) is read too. */
  private bindAt(target: PyNode, scope: Scope, kind: BindingKind, from: number, reads = true): void {
    const binder = this.binder(scope, kind, from);
    bindPattern(target, reads ? binder : { ...binder, read: () => undefined });
  }

  private readAssignment(node: PyNode, scope: Scope): void {
    const left = childOf(node, 'left') as PyNode;
    this.readField(node, 'right', scope);
    this.readField(node, 'type', scope, this.lazyAnnotations || scope.kind === 'function');
    const augmented = node.type === 'augmented_assignment';
    if (augmented && left.type === 'identifier') this.read(left, scope);
    this.bindAt(left, scope, augmented ? 'augmented' : 'value', node.end);
  }

  private readFor(node: PyNode, scope: Scope): void {
    this.readField(node, 'right', scope);
    this.bindAt(childOf(node, 'left') as PyNode, scope, 'value', (childOf(node, 'right') as PyNode).end);
    for (const part of node.children) {
      if (part.named && part.field !== 'left' && part.field !== 'right') this.read(part, scope);
    }
  }

  private readImport(node: PyNode, scope: Scope): void {
    if (named(node).some((child) => child.type === 'wildcard_import')) this.starImport = true;
    for (const item of childrenOf(node, 'name')) {
      const whole = node.type === 'import_statement' ? (named(item)[0] as PyNode) : item;
      const name = item.type === 'aliased_import' ? (childOf(item, 'alias') as PyNode) : whole;
      scope.bind({ name: name.text, kind: 'import', node: name, from: node.end });
    }
  }

  private readFunction(node: PyNode, scope: Scope): void {
    const name = childOf(node, 'name') as PyNode;
    const inner = new Scope('function', node, scope);
    this.readDeclarations(node, inner);
    this.readParameters(childOf(node, 'parameters'), scope, inner);
    this.readField(node, 'return_type', scope, this.lazyAnnotations);
    scope.bind({ name: name.text, kind: 'definition', node: name, from: node.end });
    this.later.push(() => this.readField(node, 'body', inner));
  }

  private readLambda(node: PyNode, scope: Scope): void {
    const inner = new Scope('function', node, scope);
    this.readParameters(childOf(node, 'parameters'), scope, inner);
    this.later.push(() => this.readField(node, 'body', inner));
  }

  private readParameters(list: PyNode | undefined, outer: Scope, inner: Scope): void {
    for (const parameter of list ? named(list) : []) {
      this.readField(parameter, 'value', outer);
      this.readField(parameter, 'type', outer, this.lazyAnnotations);
      const target =
        childOf(parameter, 'name') ?? (parameter.type === 'typed_parameter' ? named(parameter)[0] : parameter);
      if (target) this.bindAt(target, inner, 'parameter', 0);
    }
  }

  private readClass(node: PyNode, scope: Scope): void {
    const name = childOf(node, 'name') as PyNode;
    this.readField(node, 'superclasses', scope);
    const inner = new Scope('class', node, scope);
    this.readDeclarations(node, inner);
    this.readField(node, 'body', inner);
    scope.bind({ name: name.text, kind: 'definition', node: name, from: node.end });
  }

  /** Only the first iterable is evaluated outside the comprehension's own scope. */
  private readComprehension(node: PyNode, scope: Scope): void {
    const inner = new Scope('comprehension', node, scope);
    const parts = named(node);
    const loops = parts.filter((part) => part.type === 'for_in_clause');
    for (const loop of loops) {
      const rights = childrenOf(loop, 'right');
      for (const right of rights) this.read(right, loop === loops[0] ? scope : inner);
      this.bindAt(childOf(loop, 'left') as PyNode, inner, 'value', 0);
    }
    for (const part of parts) if (part.type !== 'for_in_clause') this.read(part, inner);
  }
}
