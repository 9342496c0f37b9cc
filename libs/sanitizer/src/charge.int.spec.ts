import { createSanitizer, type Sanitizer } from './sanitizer.ts';
import { loadEngines } from './wasm/load-wasm.ts';

let sanitizer: Sanitizer;
beforeAll(async () => {
  sanitizer = await createSanitizer(loadEngines());
});

const PYTHON = (more = '') => `import numpy as np
COLOR = "i420"
STEP = 16
def compress_video_frame(frame, frame_index, config):
    return (frame // STEP).tobytes()
def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(data, np.uint8).reshape(config["height"] * 3 // 2, config["width"]) * np.uint8(STEP)
${more}`;
const JAVASCRIPT = (more = '') => `const COLOR = 'i420';
const STEP = 16;
function compressVideoFrame(frame, frameIndex, config) { return frame.data.map((sample) => Math.floor(sample / STEP)); }
function decompressVideoFrame(data, frameIndex, config) { return data.map((sample) => sample * STEP); }
${more}`;

function chargeOf(source: string, language: 'python' | 'javascript') {
  const result = sanitizer.sanitize(source, { language });
  if (!result.cleared) throw new Error(result.violations[0]?.message);
  return result.charge;
}

/** Text that nothing compresses. */
function noise(length: number, seed = 1): string {
  let state = seed;
  const next = () => (state = (state * 48_271) % 2_147_483_647) % 64;
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  return Array.from({ length }, () => letters[next()]).join('');
}
const table = (assign: (index: number) => string) =>
  Array.from({ length: 4 }, (_, index) => `${assign(index)}"${noise(20_000, index + 7)}"`).join('\n');

describe.each([
  ['python', PYTHON, '#', (index: number) => `TABLE_${index} = `],
  ['javascript', JAVASCRIPT, '//', (index: number) => `const TABLE_${index} = `],
] as const)('what a source in %s would cost to send', (language, codec, mark, assign) => {
  it('is the same with comments, layout and long names', () => {
    const plain = chargeOf(codec(), language);
    expect(plain.sourceBytes).toBeGreaterThan(100);
    expect(plain.sourceBytes).toBeLessThan(400);
    const long = codec(`${mark} a comment that says much about nothing`).replaceAll('STEP', 'QUANTISER_STEP_OF_LUMA');
    expect(chargeOf(long, language).sourceBytes).toBe(plain.sourceBytes);
  });

  it('tells of tables in literals, in comments and in names', () => {
    const plain = chargeOf(codec(), language);
    expect(chargeOf(codec(table(assign)), language).tableBytes).toBeGreaterThan(50_000);
    expect(chargeOf(codec(`${mark} ${noise(60_000)}`), language).tableBytes).toBeGreaterThan(40_000);
    const names = Array.from({ length: 900 }, (_, index) => `x${noise(40, 1000 * index + 7).replace(/[+/]/g, '_')}`);
    const assigned = names.map((name) => (language === 'python' ? `${name} = 1` : `const ${name} = 1;`)).join('\n');
    expect(chargeOf(codec(assigned), language).tableBytes).toBeGreaterThan(10 * plain.tableBytes);
  });
});
