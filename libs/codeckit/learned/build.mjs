/**
 * Builds the kernels: `node libs/codeckit/learned/build.mjs` writes javascript/learned/module.js with clang 14 and lld 14
 * (Debian: clang-14, lld-14). Other versions write other bytes; a test compares the file with a build where both are there.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as kernels from '../../../tools/kernels/build-kernels.mjs';

export { missingTools } from '../../../tools/kernels/build-kernels.mjs';
export const TARGET = fileURLToPath(new URL('../javascript/learned/module.js', import.meta.url));

/** The WebAssembly module, as bytes. */
export const buildModule = () => kernels.buildModule(fileURLToPath(new URL('.', import.meta.url)));

/** The module as the text that codeckit ships: candidates load no files, so it travels as base64. */
export const moduleText = (bytes) =>
  kernels.moduleText(bytes, 'The kernels of learned/*.c as WebAssembly, in base64: built by learned/build.mjs.');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bytes = buildModule();
  writeFileSync(TARGET, moduleText(bytes));
  console.log(`${TARGET}: ${bytes.length} bytes of WebAssembly`);
}
