import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { PythonWasm } from '@codecsmith/codec';

const { resolve } = createRequire(import.meta.url);

/** Reads the engines from the packages that ship them. */
export const loadPythonWasm = (): PythonWasm => ({
  treeSitter: readFileSync(resolve('web-tree-sitter/web-tree-sitter.wasm')),
  grammar: readFileSync(resolve('tree-sitter-python/tree-sitter-python.wasm')),
  ruff: readFileSync(resolve('@astral-sh/ruff-wasm-web/ruff_wasm_bg.wasm')),
});
