/** Reads the engines' WebAssembly for tests and tools. A service has its own loader. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { PythonWasm } from '../src/index.ts';

const { resolve } = createRequire(import.meta.url);

export const loadPythonWasm = (): PythonWasm => ({
  treeSitter: readFileSync(resolve('web-tree-sitter/web-tree-sitter.wasm')),
  grammar: readFileSync(resolve('tree-sitter-python/tree-sitter-python.wasm')),
  ruff: readFileSync(resolve('@astral-sh/ruff-wasm-web/ruff_wasm_bg.wasm')),
});
