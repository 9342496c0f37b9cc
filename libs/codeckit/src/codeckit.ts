import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = (relative: string): string => fileURLToPath(new URL(`../${relative}`, import.meta.url));

/** Folder of the Python package `codeckit`, for a jail to copy into its packages; its parent goes on PYTHONPATH elsewhere. */
export const codeckitPath = (): string => folder('python/codeckit');

/** Folder of the JavaScript twin: ES modules without dependencies, entry `index.js`. */
export const codeckitJavaScriptPath = (): string => folder('javascript');

/**
 * Every public function and class of the Python package with its signature and first line of documentation: what prompts show.
 * It is the output of `python3 -m codeckit`; a test keeps it equal to the code.
 */
export const codeckitSummary: string = readFileSync(folder('python/summary.txt'), 'utf8');
