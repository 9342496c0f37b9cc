import { initSync, PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-web';
import { Language, Parser, type TreeCursor } from 'web-tree-sitter';
import { rememberLast } from '../remember-last.ts';
import { SourceText } from '../text/source-text.ts';
import type { PyNode } from './node.ts';

/** The WebAssembly of the two engines, as bytes: this library opens no file. */
export interface PythonWasm {
  /** `web-tree-sitter/web-tree-sitter.wasm` */
  readonly treeSitter: Uint8Array;
  /** `tree-sitter-python/tree-sitter-python.wasm` */
  readonly grammar: Uint8Array;
  /** `@astral-sh/ruff-wasm-web/ruff_wasm_bg.wasm` */
  readonly ruff: Uint8Array;
}

export interface SyntaxFinding {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/**
 * Two parsers with different gifts. Ruff's is strict and knows what Python 3.11 refuses; it is the judge of syntax.
 * Tree-sitter's gives a tree that can be walked, but takes nearly anything.
 */
export interface PythonEngine {
  syntaxErrors(source: string): readonly SyntaxFinding[];
  /** The tree, and whether the grammar understood all of it. */
  parse(source: string): { readonly root: PyNode; readonly complete: boolean };
}

/** Thrown when code is nested more deeply than an interpreter would follow. */
export class NestingError extends Error {
  override readonly name = 'NestingError';
}

/**
 * CPython gives up at 200 brackets or 100 blocks within each other, and compiling long chains of operators at about a
 * thousand. The strict parser, whose stack is its own, has been seen to survive twice this depth.
 */
const MAX_DEPTH = 900;

/**
 * What CPython's compiler refuses although the grammar allows it: `break`, `continue`, `return`, `yield` and `await` in
 * the wrong place, a bare `except` that is not last, bad stars, bad `global` and `nonlocal`, bad `__future__` imports.
 */
const COMPILE_ERRORS = 'F404 F407 F621 F622 F701 F702 F704 F706 F707 PLE0115 PLE0117 PLE0118 PLE1142'.split(' ');

/** How WebAssembly ends when code is nested without end. The engine is unusable after that: start a new one. */
const STACK_EXHAUSTED = ['RangeError', 'RuntimeError'];

interface RuffDiagnostic {
  readonly message: string;
  readonly start_location: { readonly row: number; readonly column: number };
}

export async function createPythonEngine(wasm: PythonWasm): Promise<PythonEngine> {
  await Parser.init({ wasmBinary: wasm.treeSitter });
  const parser = new Parser().setLanguage(await Language.load(wasm.grammar));
  initSync({ module: wasm.ruff });
  const settings = { 'target-version': 'py311', lint: { select: COMPILE_ERRORS } };
  const ruff = new Workspace(settings, PositionEncoding.Utf16);
  return {
    syntaxErrors: (source) => syntaxErrors(ruff, source),
    parse: rememberLast((source) => parse(parser, source)),
  };
}

function syntaxErrors(ruff: Workspace, source: string): SyntaxFinding[] {
  try {
    const found = ruff.check(source) as readonly RuffDiagnostic[];
    return found.map(({ message, start_location: at }) => ({ line: at.row, column: at.column, message }));
  } catch (error) {
    if (error instanceof Error && STACK_EXHAUSTED.includes(error.name)) {
      throw new NestingError('nested too deeply', { cause: error });
    }
    throw error;
  }
}

function parse(parser: Parser, source: string): { root: PyNode; complete: boolean } {
  const tree = parser.parse(source);
  if (!tree) throw new Error('tree-sitter was given no language');
  const cursor = tree.walk();
  try {
    return { root: copyTree(cursor, source), complete: !tree.rootNode.hasError };
  } finally {
    cursor.delete(); // Left to the garbage collector it would be freed after its tree, which corrupts the engine.
    tree.delete();
  }
}

/** Reads a position only when a finding asks for it: each question to the parser costs a call into WebAssembly. */
class CopiedNode implements PyNode {
  readonly children: CopiedNode[] = [];
  readonly type: string;
  readonly named: boolean;
  readonly field: string | null;
  readonly start: number;
  readonly end: number;
  readonly parent: CopiedNode | null;
  private readonly source: SourceText;

  constructor(cursor: TreeCursor, parent: CopiedNode | null, source: SourceText) {
    this.type = cursor.nodeType;
    this.named = cursor.nodeIsNamed;
    this.field = cursor.currentFieldName;
    this.start = cursor.startIndex;
    this.end = cursor.endIndex;
    this.parent = parent;
    this.source = source;
  }

  get line(): number {
    return this.source.lineAt(this.start);
  }

  get column(): number {
    return this.start - this.source.lineStart(this.line) + 1;
  }

  get text(): string {
    return this.source.text.slice(this.start, this.end);
  }
}

/** Copies the tree out of WebAssembly memory, without recursion, so that deep code cannot exhaust the stack. */
function copyTree(cursor: TreeCursor, source: string): PyNode {
  const lines = new SourceText(source);
  const root = new CopiedNode(cursor, null, lines);
  const path = [root];
  for (let descending = true; ;) {
    if (descending && cursor.gotoFirstChild()) {
      if (path.length > MAX_DEPTH) throw new NestingError('nested too deeply');
    } else if (cursor.gotoNextSibling()) {
      path.pop();
    } else {
      if (!cursor.gotoParent()) return root;
      path.pop();
      descending = false;
      continue;
    }
    const parent = path.at(-1) ?? root;
    const node = new CopiedNode(cursor, parent, lines);
    parent.children.push(node);
    path.push(node);
    descending = true;
  }
}
