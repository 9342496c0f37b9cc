import { parse, type Comment, type Node, type Program } from 'acorn';
import { ancestor, full } from 'acorn-walk';

/** A use of a name, with the nodes around it, outermost first. */
export interface Use {
  readonly name: string;
  readonly node: Node;
  readonly ancestors: readonly Node[];
}

/** ESTree nodes are told apart by `type`; acorn's union of them is what rules narrow on. */
export type AnyNode = import('acorn').AnyNode;

const SCOPES = [
  'Program',
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'BlockStatement',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'SwitchStatement',
  'CatchClause',
  'ClassExpression',
  'StaticBlock',
];

export const isFunction = (node: Node): boolean =>
  ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type);

const scopeAbove = (ancestors: readonly Node[], test: (node: Node) => boolean): Node =>
  ancestors.findLast(test) ?? (ancestors[0] as Node);

const isBlockScope = (node: Node): boolean => SCOPES.includes(node.type);
const isVarScope = (node: Node): boolean => isFunction(node) || ['Program', 'StaticBlock'].includes(node.type);

/** A parsed candidate with its scopes. */
export class JavaScriptProgram {
  readonly source: string;
  readonly root: Program;
  readonly comments: readonly Comment[];
  readonly uses: readonly Use[];
  private readonly scopes = new Map<Node, Set<string>>();

  /** @throws SyntaxError of acorn, with `loc` and `pos`. */
  constructor(source: string) {
    const comments: Comment[] = [];
    this.source = source;
    this.root = parse(source, { ecmaVersion: 2024, sourceType: 'module', locations: true, onComment: comments });
    this.comments = comments;
    this.readBindings();
    this.uses = this.readUses();
  }

  /** Names bound in the module itself. */
  get topNames(): ReadonlySet<string> {
    return this.scopes.get(this.root) ?? new Set();
  }

  /** The scope node in which a use finds its name, or undefined. */
  resolve({ name, ancestors }: Use): Node | undefined {
    return ancestors.findLast((node) => this.scopes.get(node)?.has(name));
  }

  /** Value that a top-level name is given where it is declared: a function, or the initialiser. */
  definition(name: string): AnyNode | undefined {
    for (const statement of this.root.body as AnyNode[]) {
      const declared =
        statement.type === 'ExportNamedDeclaration' && statement.declaration ? statement.declaration : statement;
      if (declared.type === 'FunctionDeclaration' && declared.id?.name === name) return declared;
      if (declared.type !== 'VariableDeclaration') continue;
      const found = declared.declarations.find(({ id }) => id.type === 'Identifier' && id.name === name);
      if (found) return found.init ?? undefined;
    }
    return undefined;
  }

  private bindIn(scope: Node, name: string): void {
    this.scopes.set(scope, (this.scopes.get(scope) ?? new Set()).add(name));
  }

  private declarePattern(scope: Node, pattern: AnyNode): void {
    switch (pattern.type) {
      case 'Identifier':
        return this.bindIn(scope, pattern.name);
      case 'ObjectPattern':
        return pattern.properties.forEach((part) =>
          this.declarePattern(scope, part.type === 'RestElement' ? part.argument : part.value),
        );
      case 'ArrayPattern':
        return pattern.elements.forEach((part) => part && this.declarePattern(scope, part));
      case 'AssignmentPattern':
        return this.declarePattern(scope, pattern.left);
      case 'RestElement':
        return this.declarePattern(scope, pattern.argument);
      default:
    }
  }

  private readBindings(): void {
    const fn = (node: AnyNode & { params: AnyNode[]; id?: AnyNode | null }, _state: unknown, ancestors: Node[]) => {
      const around = ancestors.slice(0, -1);
      if (node.id)
        this.declarePattern(node.type === 'FunctionDeclaration' ? scopeAbove(around, isBlockScope) : node, node.id);
      for (const param of node.params) this.declarePattern(node, param);
    };
    ancestor(this.root, {
      VariableDeclaration: (node, _state, ancestors) => {
        const scope = scopeAbove(ancestors.slice(0, -1), node.kind === 'var' ? isVarScope : isBlockScope);
        for (const { id } of node.declarations) this.declarePattern(scope, id);
      },
      FunctionDeclaration: fn,
      FunctionExpression: fn,
      ArrowFunctionExpression: fn,
      ClassDeclaration: (node, _state, ancestors) => {
        if (node.id) this.declarePattern(scopeAbove(ancestors.slice(0, -1), isBlockScope), node.id);
      },
      ClassExpression: (node) => {
        if (node.id) this.declarePattern(node, node.id);
      },
      CatchClause: (node) => {
        if (node.param) this.declarePattern(node, node.param);
      },
      ImportDeclaration: (node) => node.specifiers.forEach(({ local }) => this.declarePattern(this.root, local)),
    });
  }

  private readUses(): Use[] {
    const uses: Use[] = [];
    const add = (node: { name: string } & Node, _state: unknown, ancestors: Node[]) => {
      uses.push({ name: node.name, node, ancestors: [...ancestors] });
    };
    const visitors = { Identifier: add, VariablePattern: add };
    ancestor(this.root, visitors);
    return uses;
  }
}

/** Every node below one, and itself. */
export function allNodes(root: Node): AnyNode[] {
  const found: AnyNode[] = [];
  full(root, (node) => void found.push(node));
  return found;
}
