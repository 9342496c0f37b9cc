import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Engines } from '../sanitizer.ts';
import { loadTypeStripper } from './load-types.ts';

const { resolve } = createRequire(import.meta.url);

/** Reads the engines' WebAssembly from the packages that ship it. */
export const loadEngines = (): Engines => ({
  treeSitter: readFileSync(resolve('web-tree-sitter/web-tree-sitter.wasm')),
  grammar: readFileSync(resolve('tree-sitter-python/tree-sitter-python.wasm')),
  ruff: readFileSync(resolve('@astral-sh/ruff-wasm-web/ruff_wasm_bg.wasm')),
  types: loadTypeStripper,
});
