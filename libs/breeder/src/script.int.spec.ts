import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadPythonWasm } from '@codecsmith/sanitizer/wasm';
import { createSanitizer } from '@codecsmith/sanitizer';
import { breedTemplate, genomeOf, type Bred } from './index.ts';

const CODECKIT = new URL('../../codeckit/javascript/index.js', import.meta.url).href;
const [WIDTH, HEIGHT] = [36, 22];

interface Codec {
  compressVideoFrame(frame: { data: Uint8Array }, index: number, config: object): Uint8Array;
  decompressVideoFrame(data: Uint8Array, index: number, config: object): Uint8Array;
}

const bred = (operator: string, seed: string, ...parents: Bred[]) =>
  breedTemplate({ operator, seed, parents: parents.map(({ code }) => code), language: 'javascript' });
const seeds = [1, 2, 3, 4].map((number) => bred('seed', `7.${number}.0`));
const samples = Array.from({ length: 10 }, (_, at) => bred('random', `7.${at}.0`));

/** A gradient with a moving square, i420. */
const frame = (index: number): Uint8Array =>
  Uint8Array.from({ length: (WIDTH * HEIGHT * 3) / 2 }, (_, at) => {
    const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
    if (y >= HEIGHT) return 128 + (at % 7);
    return x > 8 + index && x < 20 + index && y > 6 && y < 15 ? 200 - 3 * y : 60 + 3 * x + ((x * y) % 5);
  });

describe('bred candidates in JavaScript', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'codec-script-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** A fresh instance: as in a jail, encoder and decoder share nothing. */
  async function load({ code }: Bred, name: string): Promise<Codec> {
    const path = join(folder, `${name}.mjs`);
    const linked = code.replace("'codeckit'", `'${CODECKIT}'`);
    writeFileSync(path, `${linked}\nexport { compressVideoFrame, decompressVideoFrame };\n`);
    return (await import(pathToFileURL(path).href)) as Codec;
  }

  it('begin with four that differ, and children stay in the language of their parents', () => {
    expect(new Set(seeds.map(({ code }) => code)).size).toBe(4);
    const children = [bred('edit', '7.9.0', seeds[0] as Bred), bred('crossover', '7.10.0', ...seeds.slice(1, 3))];
    for (const one of [...seeds, ...samples, ...children]) {
      expect(one).toMatchObject({ language: 'javascript', genome: { plan: 'script' } });
      expect(genomeOf(one.code)).toEqual(one.genome);
    }
  });

  it('are cleared on the pure track without a change or a warning', async () => {
    const sanitizer = await createSanitizer(loadPythonWasm());
    for (const { code } of [...seeds, ...samples]) {
      const result = sanitizer.sanitize(code, { language: 'javascript', track: 'pure' });
      expect(result).toMatchObject({ cleared: true, changes: [], warnings: [], color: 'i420' });
    }
  });

  it('run, and trade rate for distortion, whatever their genes', async () => {
    for (const [at, one] of [...seeds, ...samples].entries()) {
      const runs = [];
      for (const quality of [30, 75]) {
        const config = { width: WIDTH, height: HEIGHT, quality };
        const [encoder, decoder] = [await load(one, `e${at}-${quality}`), await load(one, `d${at}-${quality}`)];
        let [bytes, error] = [0, 0];
        for (const index of [0, 1, 2]) {
          const source = frame(index);
          const packet = encoder.compressVideoFrame({ data: source }, index, config);
          const shown = decoder.decompressVideoFrame(packet, index, config);
          expect(shown).toHaveLength(source.length);
          bytes += packet.length;
          error += shown.reduce((sum, sample, k) => sum + (sample - (source[k] ?? NaN)) ** 2, 0);
        }
        runs.push({ bytes, error });
      }
      const [coarse, fine] = runs as [(typeof runs)[0], (typeof runs)[0]];
      expect(coarse.bytes).toBeLessThan(fine.bytes);
      expect(coarse.error).toBeGreaterThan(fine.error);
    }
  });
});
