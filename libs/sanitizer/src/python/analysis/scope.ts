import type { PyNode } from '../node.ts';

export type ScopeKind = 'module' | 'class' | 'function' | 'comprehension';

/**
 * How a name comes to stand for something. `augmented` (`x += 1`) and `deleted` need an earlier binding; `declared` is
 * bound from inside another scope, by `global` or `nonlocal`, at a time that reading cannot tell.
 */
export type BindingKind = 'value' | 'definition' | 'import' | 'parameter' | 'augmented' | 'deleted' | 'declared';

export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  readonly node: PyNode;
  /** Offset from which the name can be used when code runs top to bottom. */
  readonly from: number;
}

export interface Reference {
  readonly name: string;
  readonly node: PyNode;
  readonly scope: Scope;
  /** True when the interpreter does not evaluate it: annotations of local variables, and all under the future import. */
  readonly unevaluated: boolean;
}

/** One scope of Python's rules: comprehensions have their own, classes are invisible to what is nested in them. */
export class Scope {
  readonly kind: ScopeKind;
  readonly node: PyNode;
  readonly parent: Scope | null;
  readonly bindings = new Map<string, Binding[]>();
  readonly globals = new Set<string>();
  readonly nonlocals = new Set<string>();

  constructor(kind: ScopeKind, node: PyNode, parent: Scope | null) {
    this.kind = kind;
    this.node = node;
    this.parent = parent;
  }

  get module(): Scope {
    return this.parent ? this.parent.module : this;
  }

  /** The scope that a plain assignment of this name in this scope binds it in. */
  owner(name: string): Scope {
    if (this.globals.has(name)) return this.module;
    if (this.nonlocals.has(name)) return this.enclosingFunctionWith(name) ?? this;
    return this;
  }

  bind(binding: Binding): void {
    const owner = this.owner(binding.name);
    const creates = binding.kind !== 'augmented' && binding.kind !== 'deleted';
    const kind = owner !== this && creates ? 'declared' : binding.kind;
    const list = owner.bindings.get(binding.name) ?? [];
    list.push({ ...binding, kind });
    owner.bindings.set(binding.name, list);
  }

  /** The scope in which a name used here is found, or undefined. */
  resolve(name: string): Scope | undefined {
    if (this.globals.has(name)) return this.module.bindings.has(name) ? this.module : undefined;
    if (this.bindings.has(name) && !this.nonlocals.has(name)) return this;
    for (let scope = this.parent; scope; scope = scope.parent) {
      if (scope.kind !== 'class' && scope.bindings.has(name) && !scope.nonlocals.has(name)) return scope;
    }
    return undefined;
  }

  /** Walrus inside a comprehension binds in the scope around it. */
  get aroundComprehensions(): Scope {
    return this.kind === 'comprehension' && this.parent ? this.parent.aroundComprehensions : this;
  }

  private enclosingFunctionWith(name: string): Scope | undefined {
    for (let scope = this.parent; scope; scope = scope.parent) {
      if (scope.kind === 'function' && scope.bindings.has(name)) return scope;
    }
    return undefined;
  }
}
