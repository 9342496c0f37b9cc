import { type Coder, loadKit, numbers } from './kit.testing.ts';

interface Models {
  at: Int32Array;
  reserve(size: number): number;
  reserveSets(size: number, inputs: number): number;
  start(states?: string): void;
  save(): string;
  code(coder: Coder, bit: number, count: number, a: number, b: number, c: number): number;
  cost(context: number, bit: number): number;
}
interface Levels {
  code(coder: Coder, plane: number, x: number, y: number, log2: number, unit: number, mode: number): number;
}
interface Chooser {
  distortion: number;
  bits: number;
  choose(...parameters: unknown[]): boolean;
}
interface Choice {
  code(coder: Coder, choice: number, first: number, second: number): number;
}
interface Kit {
  exponential(x: number): number;
  logarithm(x: number): number;
  sineOfPi(numerator: number, denominator: number): number;
  RangeEncoder: new () => Coder & { finish(): Uint8Array };
  RangeDecoder: new (data: Uint8Array) => Coder;
  MixedModels: new () => Models;
  BlockMaps: new (columns: number, rows: number) => { across: number; unitAt(x: number, y: number): number };
  LevelModels: new (models: Models, maps: unknown, levels: Int16Array[], columns: number[]) => Levels;
  LevelChooser: new (models: Models, coding: Levels) => Chooser;
  ChoiceSyntax: new (models: Models, choices: number, conditions: number[]) => Choice;
  TreeModel: new (symbols: number) => { code(coder: Coder, context: number, value?: number): number };
  stepsOfQuality(quality: number): { qp: number; luma: number; chroma: number; lambda: number; chromaWeight: number };
}

const load = loadKit<Kit>;
const SIDE = 64;

describe('functions for shared tables', () => {
  it('are those of the language, within rounding', async () => {
    const kit = await load();
    for (const x of [-20, -1, -0.003, 0, 0.5, 1, 7, 30]) {
      expect(Math.abs(kit.exponential(x) / Math.exp(x) - 1)).toBeLessThan(1e-12);
    }
    for (const x of [1e-6, 0.3, 0.75, 1, 1.5, 2, 4096]) {
      expect(Math.abs(kit.logarithm(x) - Math.log(x))).toBeLessThan(1e-13);
    }
    for (const [n, d] of [
      [0, 8],
      [3, 8],
      [8, 8],
      [13, 8],
      [-5, 16],
      [1953, 65],
    ] as const) {
      expect(Math.abs(kit.sineOfPi(n, d) - Math.sin((Math.PI * n) / d))).toBeLessThan(1e-12);
    }
  });
});

describe('the range coder', () => {
  it('gives decisions back in order, in little more than their entropy', async () => {
    const kit = await load();
    const probabilities = numbers(20000, 32700).map((p) => Math.max(p, 40));
    const chances = numbers(20000, 32768, 77);
    const bits = probabilities.map((p1, k) => ((chances[k] ?? 0) < p1 ? 1 : 0));
    const encoder = new kit.RangeEncoder();
    probabilities.forEach((p1, k) => (k % 7 === 0 ? encoder.raw(bits[k]) : encoder.code(p1, bits[k])));
    const data = encoder.finish();
    const ideal = probabilities.reduce(
      (sum, p1, k) => sum + (k % 7 === 0 ? 1 : -Math.log2((bits[k] === 1 ? p1 : 32768 - p1) / 32768)),
      0,
    );
    expect(data.length).toBeLessThan((ideal / 8) * 1.001 + 4);
    const decoder = new kit.RangeDecoder(data);
    expect(probabilities.map((p1, k) => (k % 7 === 0 ? decoder.raw() : decoder.code(p1)))).toEqual(bits);
  });

  it('ends exactly whatever comes last, and needs no byte for what is likely', async () => {
    const kit = await load();
    expect(new kit.RangeEncoder().finish()).toHaveLength(0);
    for (let count = 1; count < 200; count += 1) {
      const bits = numbers(count, 2, count);
      const encoder = new kit.RangeEncoder();
      bits.forEach((bit, k) => encoder.code(k % 2 === 0 ? 100 : 32600, bit));
      const decoder = new kit.RangeDecoder(encoder.finish());
      expect(bits.map((_, k) => decoder.code(k % 2 === 0 ? 100 : 32600))).toEqual(bits);
    }
  });

  it('carries the models of the rANS coder', async () => {
    const kit = await load();
    const symbols = numbers(500, 11);
    const encoder = new kit.RangeEncoder();
    const [sent, read] = [new kit.TreeModel(11), new kit.TreeModel(11)];
    symbols.forEach((symbol) => sent.code(encoder, 0, symbol));
    const decoder = new kit.RangeDecoder(encoder.finish());
    expect(symbols.map(() => read.code(decoder, 0))).toEqual(symbols);
  });
});

describe('mixed models', () => {
  const BITS = numbers(6000, 100).map((n, k) => (n < (k % 3 === 0 ? 90 : 5) ? 1 : 0));
  const build = (kit: Kit) => {
    const models = new kit.MixedModels();
    const [first, second] = [models.reserve(3), models.reserve(2)];
    const set = models.reserveSets(3, 2);
    const run = (coder: Coder) =>
      BITS.map((bit, k) => {
        models.at[0] = first + (k % 3);
        models.at[1] = second + (k % 2);
        return models.code(coder, coder.decoding ? 0 : bit, 2, set, set + 1, set + 2);
      });
    return { models, run };
  };

  it('learn what each context tells, and decode what they encoded', async () => {
    const kit = await load();
    const [there, here] = [build(kit), build(kit)];
    const encoder = new kit.RangeEncoder();
    there.models.start();
    there.run(encoder);
    const data = encoder.finish();
    const entropy = (p: number) => -p * Math.log2(p) - (1 - p) * Math.log2(1 - p);
    const ideal = (BITS.length * (entropy(0.9) + 2 * entropy(0.05))) / 3 / 8;
    expect(data.length).toBeLessThan(ideal * 1.1);
    expect(there.models.cost(0, 1)).toBeLessThan(0.4);
    here.models.start();
    expect(here.run(new kit.RangeDecoder(data))).toEqual(BITS);
  });

  it('start anew to the same bytes, and from trained states to fewer', async () => {
    const kit = await load();
    const { models, run } = build(kit);
    const sizes = ['', '', 'trained'].map((states, k) => {
      const encoder = new kit.RangeEncoder();
      if (k === 2) {
        const trained = build(kit);
        trained.models.start(models.save());
        trained.run(encoder);
      } else {
        models.start(states);
        run(encoder);
      }
      return encoder.finish();
    });
    expect(sizes[1]).toEqual(sizes[0]);
    expect(sizes[2]?.length).toBeLessThan(sizes[0]?.length ?? 0);
  });

  it('refuse states of another shape', async () => {
    const kit = await load();
    const { models, run } = build(kit);
    models.start();
    run(new kit.RangeEncoder());
    const states = models.save();
    const other = new kit.MixedModels();
    other.reserve(40);
    expect(() => {
      other.start(states);
    }).toThrow('the text holds another number of states than 40');
  });
});

describe('levels of blocks', () => {
  const build = (kit: Kit) => {
    const models = new kit.MixedModels();
    const maps = new kit.BlockMaps(SIDE, SIDE);
    const planes = [SIDE, SIDE / 2, SIDE / 2].map((side) => new Int16Array(side * side));
    const levels = new kit.LevelModels(models, maps, planes, [SIDE, SIDE / 2, SIDE / 2]);
    const choice = new kit.ChoiceSyntax(models, 6, [3, 49]);
    models.start();
    return { models, maps, planes, levels, choice };
  };
  const BLOCKS = [2, 3, 4, 5].flatMap((log2) => (log2 === 5 ? [[0, log2]] : [0, 1, 2].map((plane) => [plane, log2])));

  it('come back whatever they are, in every size and plane', async () => {
    const kit = await load();
    const [there, here] = [build(kit), build(kit)];
    const encoder = new kit.RangeEncoder();
    const walk = (
      side: ReturnType<typeof build>,
      coder: Coder,
      before: (plane: number, log2: number, k: number) => void,
    ) =>
      [...BLOCKS, ...BLOCKS, ...BLOCKS].map(([plane = 0, log2 = 2], k) => {
        before(plane, log2, k);
        const count = side.levels.code(coder, plane, 0, 0, log2, 0, k % 36);
        return [
          count,
          side.choice.code(coder, coder.decoding ? 0 : k % 6, k % 3, k % 49),
          [...(side.planes[plane] ?? [])],
        ];
      });
    const random = numbers(100000, 1000);
    let at = 0;
    const sent = walk(there, encoder, (plane, log2, k) => {
      const columns = plane === 0 ? SIDE : SIDE / 2;
      const [density, most] = [[0, 60, 300, 900][k % 4] ?? 0, k % 5 === 0 ? 30000 : 3];
      for (let i = 0; i < 1 << (2 * log2); i += 1) {
        const [chance = 0, size = 0] = [random[at++ % 100000], random[at++ % 100000]];
        const level = chance < density ? Math.round((size / 1000 - 0.5) * 2 * most) : 0;
        const plain = there.planes[plane];
        if (plain) plain[(i >> log2) * columns + (i & ((1 << log2) - 1))] = level;
      }
    });
    const read = walk(here, new kit.RangeDecoder(encoder.finish()), () => undefined);
    expect(read).toEqual(sent);
    expect(sent.filter(([count]) => count === 0).length).toBeGreaterThan(0);
    expect(Math.max(...sent.map(([count]) => count as number))).toBeGreaterThan(900);
  });

  it('are the nearest when bits are free, and fewer the more a bit costs', async () => {
    const kit = await load();
    const { models, planes, levels } = build(kit);
    const chooser = new kit.LevelChooser(models, levels);
    const coefficients = Float64Array.from(numbers(64, 1000), (n, k) => ((n - 500) * 20.3) / (k + 4.7));
    const choose = (lambda: number) => {
      const some = chooser.choose(coefficients, 0, 3, 0, 160, lambda, planes[0], 0, SIDE);
      const block = Array.from({ length: 64 }, (_, i) => planes[0]?.[(i >> 3) * SIDE + (i & 7)] ?? 0);
      return { some, block, sum: block.reduce((a, b) => a + Math.abs(b), 0), error: chooser.distortion };
    };
    const free = choose(1e-6);
    const misses = free.block.map((level, i) => Math.abs((coefficients[i] ?? NaN) / 10 - level));
    expect(Math.max(...misses)).toBeLessThan(0.501);
    const error = coefficients.reduce((sum, c, i) => sum + (c - 10 * (free.block[i] ?? 0)) ** 2, 0);
    expect(Math.abs(free.error / error - 1)).toBeLessThan(1e-9);
    const [cheap, dear, none] = [choose(10), choose(100), choose(1e9)];
    expect(free.sum).toBeGreaterThan(cheap.sum);
    expect(cheap.sum).toBeGreaterThan(dear.sum);
    expect(dear.error).toBeGreaterThan(cheap.error);
    expect(none).toMatchObject({ some: false, sum: 0 });
  });
});

describe('steps of quality', () => {
  it('double every 12 qualities and keep chroma finer where H.264 does', async () => {
    const kit = await load();
    for (let quality = 1; quality <= 100; quality += 1) {
      const { qp, luma, chroma } = kit.stepsOfQuality(quality);
      expect(Math.abs(luma - 16 * 2 ** ((100 - quality) / 12))).toBeLessThanOrEqual(0.51);
      expect(qp).toBe(Math.floor(54.5 - quality / 2));
      expect(chroma).toBeLessThan(luma);
      if (quality < 100) expect(luma).toBeGreaterThan(kit.stepsOfQuality(quality + 1).luma);
    }
    expect(kit.stepsOfQuality(50)).toMatchObject({ qp: 29, luma: 287, chroma: 242 });
    expect(kit.stepsOfQuality(20)).toMatchObject({ qp: 44 });
    expect(kit.stepsOfQuality(20).chroma).toBeLessThan(kit.stepsOfQuality(20).luma / 1.7);
  });
});
