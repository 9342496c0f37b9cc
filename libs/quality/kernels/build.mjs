/**
 * Builds the kernels: `node libs/quality/kernels/build.mjs` writes src/distortion/kernels/module.ts with clang 14 and
 * lld 14. A test compares the file with a build where both are there.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as kernels from '../../../tools/kernels/build-kernels.mjs';

export { missingTools } from '../../../tools/kernels/build-kernels.mjs';
export const TARGET = fileURLToPath(new URL('../src/distortion/kernels/module.ts', import.meta.url));

/** The module's source file: services start without reading a file, and users need no compiler. */
export const moduleText = () =>
  kernels.moduleText(
    kernels.buildModule(fileURLToPath(new URL('.', import.meta.url))),
    'The kernels of kernels/*.c as WebAssembly, in base64: built by kernels/build.mjs.',
  );

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(TARGET, moduleText());
  console.log(TARGET);
}
