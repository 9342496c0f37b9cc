/**
 * Builds the kernels: `node libs/codeckit/learned/build.mjs` writes javascript/learned/module.js with clang 14 and lld 14
 * (Debian: clang-14, lld-14). Other versions write other bytes; a test compares the file with a build where both are there.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
export const TARGET = fileURLToPath(new URL('../javascript/learned/module.js', import.meta.url));
const TOOLS = ['clang-14', 'wasm-ld-14'];
// Reassociation is decided here, once: the module's own arithmetic is fixed by WebAssembly, whatever runs it.
const COMPILE = [
  '--target=wasm32',
  '-O3',
  '-std=c11',
  '-ffreestanding',
  '-msimd128',
  '-mbulk-memory',
  '-mnontrapping-fptoint',
  '-ffp-contract=off',
  '-fno-ident',
  '-Wall',
  '-Wextra',
  '-Werror',
];
const LINK = ['--no-entry', '--strip-all', '--export=__heap_base', '-z', 'stack-size=65536'];
const LINE = 120;

/** The names of the tools that this machine lacks. */
export function missingTools() {
  return TOOLS.filter((tool) => {
    try {
      execFileSync(tool, ['--version'], { stdio: 'ignore' });
      return false;
    } catch {
      return true;
    }
  });
}

/** The WebAssembly module, as bytes. */
export function buildModule() {
  const folder = mkdtempSync(join(tmpdir(), 'codeckit-learned-'));
  try {
    const sources = readdirSync(HERE).filter((name) => name.endsWith('.c'));
    const objects = sources.map((name) => {
      const object = join(folder, name.replace(/c$/, 'o'));
      execFileSync('clang-14', [...COMPILE, '-c', name, '-o', object], { cwd: HERE });
      return object;
    });
    const module = join(folder, 'module.wasm');
    execFileSync('wasm-ld-14', [...LINK, ...objects, '-o', module]);
    return readFileSync(module);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The module as the text that codeckit ships: candidates load no files, so it travels as base64. */
export function moduleText(bytes) {
  const text = bytes.toString('base64');
  const lines = text.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return `/** The kernels of learned/*.c as WebAssembly, in base64: built by learned/build.mjs. */
export const MODULE = \`
${lines.join('\n')}
\`;
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bytes = buildModule();
  writeFileSync(TARGET, moduleText(bytes));
  console.log(`${TARGET}: ${bytes.length} bytes of WebAssembly`);
}
