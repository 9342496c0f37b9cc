import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Language } from '@codecsmith/codec';
import { summariseModules } from './summarise-modules.ts';

const folder = (relative: string): string => fileURLToPath(new URL(`../${relative}`, import.meta.url));

/** Folder of the Python package `codeckit`, for a jail to copy into its packages; its parent goes on PYTHONPATH elsewhere. */
export const codeckitPath = (): string => folder('python/codeckit');

/** Folder of the JavaScript twin: ES modules without dependencies, entry `index.js`. */
export const codeckitJavaScriptPath = (): string => folder('javascript');

/**
 * Every public function and class with its parameters and first lines of documentation: what prompts show. Of the Python
 * package it is the output of `python3 -m codeckit`, which a test keeps equal to the code; of the JavaScript twin it is
 * read from its modules.
 */
export const codeckitSummary = (language: Language): string =>
  language === 'python'
    ? readFileSync(folder('python/summary.txt'), 'utf8')
    : summariseModules(codeckitJavaScriptPath());
