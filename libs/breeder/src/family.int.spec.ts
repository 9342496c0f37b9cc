import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadEngines } from '@codecsmith/sanitizer/wasm';
import { createSanitizer } from '@codecsmith/sanitizer';
import { breedTemplate, genomeOf, type Bred, type Result } from './index.ts';
import { INTRA_GENES } from './intra-genes.ts';

const CODECKIT = new URL('../../codeckit/javascript/index.js', import.meta.url).href;
const GALLERY_CODEC = new URL('../../../examples/codecs/quadtree_intra.js', import.meta.url);
const [WIDTH, HEIGHT] = [36, 22];

interface Codec {
  compressVideoFrame(frame: { data: Uint8Array }, index: number, config: object): Uint8Array;
  decompressVideoFrame(data: Uint8Array, index: number, config: object): Uint8Array;
}

const bred = (operator: string, seed: string, parents: readonly Bred[] = [], results: readonly Result[] = []) =>
  breedTemplate({ operator, seed, parents: parents.map(({ code }) => code), language: 'javascript', results });
const seeds = [1, 2, 3, 4].map((number) => bred('seed', `7.${number}.0`));
const samples = Array.from({ length: 40 }, (_, at) => bred('random', `7.${at}.0`));
const [gallery] = seeds as [Bred];
const genesOf = ({ genome }: Bred) => genome.genes as unknown as Record<string, unknown>;
const changedIn = (before: Bred, after: Bred) =>
  Object.keys(genesOf(before)).filter((name) => genesOf(before)[name] !== genesOf(after)[name]);
const isNumber = (name: string) => INTRA_GENES[name as keyof typeof INTRA_GENES].kind === 'amount';

/** A gradient with a moving square, i420. */
const frame = (index: number): Uint8Array =>
  Uint8Array.from({ length: (WIDTH * HEIGHT * 3) / 2 }, (_, at) => {
    const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
    if (y >= HEIGHT) return 128 + (at % 7);
    return x > 8 + index && x < 20 + index && y > 6 && y < 15 ? 200 - 3 * y : 60 + 3 * x + ((x * y) % 5);
  });

describe('codecs that are bred on codeckit’s engine', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'codec-script-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** A fresh instance: as in a jail, encoder and decoder share nothing. */
  async function load(code: string, name: string): Promise<Codec> {
    const path = join(folder, `${name}.mjs`);
    const linked = code.replaceAll("'codeckit'", `'${CODECKIT}'`);
    writeFileSync(path, `${linked}\nexport { compressVideoFrame, decompressVideoFrame };\n`);
    return (await import(pathToFileURL(path).href)) as Codec;
  }

  it('begin with the gallery’s codec, whose streams they give bit for bit', async () => {
    const [own, other] = [await load(gallery.code, 'own'), await load(readFileSync(GALLERY_CODEC, 'utf8'), 'gallery')];
    for (const quality of [15, 50, 80]) {
      const config = { width: WIDTH, height: HEIGHT, quality };
      const packets = [own, other].map((codec) => codec.compressVideoFrame({ data: frame(0) }, 0, config));
      expect(packets[0]?.length).toBeGreaterThan(5);
      expect(packets[0]).toEqual(packets[1]);
    }
  });

  it('begin with four that differ; children stay in the language of their parents and carry their genes', () => {
    expect(new Set(seeds.map(({ code }) => code)).size).toBe(4);
    const children = [bred('edit', '7.9.0', [gallery]), bred('crossover', '7.10.0', seeds.slice(1, 3))];
    for (const one of [...seeds, ...samples, ...children]) {
      expect(one).toMatchObject({ language: 'javascript', genome: { plan: 'all-intra' } });
      expect(genomeOf(one.code)).toEqual(one.genome);
    }
    expect(genomeOf(gallery.code.replace('"tried":3', '"tried":5'))).toBeUndefined();
    expect(genomeOf(gallery.code.replace('"lambda":1', '"lambda":99'))).toBeUndefined();
    expect(genomeOf(gallery.code.replace('"lambda":1,', ''))).toBeUndefined();
  });

  it('sample every value of every tool, and numbers over their whole range', () => {
    const many = Array.from({ length: 200 }, (_, at) => genesOf(bred('random', `8.${at}.0`)));
    for (const [name, gene] of Object.entries(INTRA_GENES)) {
      const values = many.map((genes) => genes[name]);
      if (gene.kind === 'tool') {
        expect(new Set(values)).toEqual(new Set(gene.values));
        continue;
      }
      const numbers = values as number[];
      const tenth = (gene.high - gene.low) / 10;
      expect(Math.min(...numbers)).toBeGreaterThanOrEqual(gene.low);
      expect(Math.min(...numbers)).toBeLessThan(gene.low + tenth);
      expect(Math.max(...numbers)).toBeLessThanOrEqual(gene.high);
      expect(Math.max(...numbers)).toBeGreaterThan(gene.high - 2 * tenth);
    }
  });

  it('edit: numbers alone, or one or two tools alone, and the hypothesis names each change', () => {
    const kinds = new Set<string>();
    for (let at = 0; at < 30; at += 1) {
      const child = bred('edit', `7.${at}.0`, [gallery]);
      const changed = changedIn(gallery, child);
      kinds.add(changed.every(isNumber) ? 'numbers' : 'tools');
      if (!changed.every(isNumber)) expect(changed.length).toBeLessThanOrEqual(2);
      expect(changed.every((name) => child.hypothesis.includes(name))).toBe(true);
    }
    expect(kinds).toEqual(new Set(['numbers', 'tools']));
  });

  it('crossover: every gene comes from one of the two', () => {
    const [one, other] = samples as [Bred, Bred];
    const child = genesOf(bred('crossover', '7.9.0', [one, other]));
    for (const [name, value] of Object.entries(child))
      expect([genesOf(one)[name], genesOf(other)[name]]).toContain(value);
  });

  it('learn from results: steps in a direction that gained are followed', () => {
    const moved = (lambda: number) => gallery.code.replace('"lambda":1', `"lambda":${lambda}`);
    const results = Array.from({ length: 12 }, (_, at) => ({
      parent: gallery.code,
      child: moved(at % 2 === 0 ? 1.1 : 0.9),
      gain: at % 2 === 0 ? 1 : -1,
    }));
    const lambdas = (known: readonly Result[]) =>
      Array.from({ length: 60 }, (_, at) => bred('edit', `9.${at}.0`, [gallery], known))
        .filter((child) => changedIn(gallery, child).every(isNumber))
        .map((child) => Number(genesOf(child)['lambda']));
    const more = (values: readonly number[]) => values.filter((value) => value > 1).length / values.length;
    expect(more(lambdas(results))).toBeGreaterThan(more(lambdas([])) + 0.2);
    expect(bred('edit', '9.1.0', [gallery], results)).toEqual(bred('edit', '9.1.0', [gallery], results));
  });

  it('are cleared on the pure track without a change or a warning', async () => {
    const sanitizer = await createSanitizer(loadEngines());
    for (const { code } of [...seeds, ...samples.slice(0, 8)]) {
      const result = sanitizer.sanitize(code, { language: 'javascript', track: 'pure' });
      expect(result).toMatchObject({ cleared: true, changes: [], warnings: [], color: 'i420' });
    }
  });

  it('run, and trade rate for distortion, whatever their genes', async () => {
    for (const [at, one] of [...seeds, ...samples.slice(0, 6)].entries()) {
      const runs = [];
      for (const quality of [30, 75]) {
        const config = { width: WIDTH, height: HEIGHT, quality };
        const [encoder, decoder] = [
          await load(one.code, `e${at}-${quality}`),
          await load(one.code, `d${at}-${quality}`),
        ];
        let [bytes, error] = [0, 0];
        for (const index of [0, 1]) {
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
