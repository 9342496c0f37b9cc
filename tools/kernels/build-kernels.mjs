/**
 * Builds C to WebAssembly with clang 14 and lld 14 (Debian: clang-14, lld-14). Other versions write other bytes; tests
 * compare the modules that the tree holds with a build where both tools are there.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

/** The WebAssembly module of all C files of a folder, as bytes. */
export function buildModule(sourceFolder) {
  const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
  try {
    const sources = readdirSync(sourceFolder).filter((name) => name.endsWith('.c'));
    const objects = sources.map((name) => {
      const object = join(folder, name.replace(/c$/, 'o'));
      execFileSync('clang-14', [...COMPILE, '-c', name, '-o', object], { cwd: sourceFolder });
      return object;
    });
    const module = join(folder, 'module.wasm');
    execFileSync('wasm-ld-14', [...LINK, ...objects, '-o', module]);
    return readFileSync(module);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The module as a source file that holds it in base64. */
export function moduleText(bytes, comment) {
  const text = bytes.toString('base64');
  const lines = text.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return `/** ${comment} */
export const MODULE = \`
${lines.join('\n')}
\`;
`;
}
