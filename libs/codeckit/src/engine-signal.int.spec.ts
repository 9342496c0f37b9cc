import { loadKit, numbers } from './kit.testing.ts';

interface Picture {
  columns: number[];
  rows: number[];
  planes: Uint8Array[];
  load(data: Uint8Array): void;
  bytes(): Uint8Array;
}
interface Maps {
  across: number;
  size: Uint8Array;
  done: Uint8Array;
  fill(map: Uint8Array, unit: number, log2: number, value: number): void;
}
interface Line {
  samples: Int32Array;
  gather(plane: number, x: number, y: number, log2: number): void;
}
interface Kit {
  forwardBlock(log2: number, kinds: number, residual: ArrayLike<number>, out: Float64Array): void;
  inverseBlock(...parameters: unknown[]): void;
  reconstructBlock(...parameters: unknown[]): void;
  Picture: new (width: number, height: number) => Picture;
  BlockMaps: new (columns: number, rows: number) => Maps;
  Snapshots: new (planes: object[]) => Record<'save' | 'restore', (x: number, y: number, log2: number) => void>;
  ReferenceLine: new (picture: Picture, maps: Maps) => Line;
  predictBlock(line: Line, plane: number, log2: number, mode: number, out: Int32Array): void;
  predictFromLuma(line: Line, picture: Picture, x: number, y: number, log2: number, out: Int32Array): void;
  deblock(picture: Picture, maps: Maps, steps: object): void;
  stepsOfQuality(quality: number): { lambda: number; chromaWeight: number };
  AdaptiveFilter: new (models: object, picture: Picture, maps: Maps) => { run(...parameters: unknown[]): void };
  MixedModels: new () => { start(): void };
  RangeEncoder: new () => { finish(): Uint8Array };
  RangeDecoder: new (data: Uint8Array) => object;
}

const load = loadKit<Kit>;
const SIDE = 32;
const CORNER = 128;

/** A picture that is reconstructed but for what is on the right of and below (16, 16). */
const around = (kit: Kit, luma: (x: number, y: number) => number, chroma = luma) => {
  const picture = new kit.Picture(SIDE, SIDE);
  picture.planes.forEach((plane, k) => {
    const of = k === 0 ? luma : chroma;
    const columns = picture.columns[k] ?? 0;
    plane.forEach((_, i) => (plane[i] = of(i % columns, Math.floor(i / columns))));
  });
  const maps = new kit.BlockMaps(SIDE, SIDE);
  maps.done.forEach((_, unit) => (maps.done[unit] = unit % 8 >= 4 && unit >= 32 ? 0 : 1));
  return { picture, maps, line: new kit.ReferenceLine(picture, maps) };
};
const squaredError = (a: Uint8Array | undefined, b: Uint8Array | undefined): number =>
  [...(a ?? [])].reduce((sum, value, k) => sum + (value - (b?.[k] ?? 0)) ** 2, 0);

describe('block transforms', () => {
  it.each([2, 3, 4, 5])('bring a block of 2^%i back through every kind within the step', async (log2) => {
    const kit = await load();
    const area = 1 << (2 * log2);
    for (const kinds of [0, 1, 2, 3]) {
      const block = numbers(area, 511).map((n) => n - 255);
      const coefficients = new Float64Array(area);
      kit.forwardBlock(log2, kinds, block, coefficients);
      const energy = (values: Iterable<number>) => [...values].reduce((sum, x) => sum + x * x, 0);
      expect(Math.abs(energy(coefficients) / energy(block) - 1)).toBeLessThan(0.002);
      const levels = Int32Array.from(coefficients, (c) => Math.round(2 * c));
      const out = new Int32Array(area);
      const last = (1 << log2) - 1;
      kit.inverseBlock(log2, kinds, levels, 8, last, last, out);
      expect(Math.max(...block.map((x, k) => Math.abs(x - (out[k] ?? NaN))))).toBeLessThanOrEqual(1);
    }
  });

  it('put a smooth ramp into few coefficients, and a DST one that starts at zero', async () => {
    const kit = await load();
    const share = (kinds: number, value: (x: number) => number): number => {
      const out = new Float64Array(64);
      kit.forwardBlock(
        3,
        kinds,
        Array.from({ length: 64 }, (_, k) => value(k % 8)),
        out,
      );
      const first = kinds === 0 ? out[0] : (out[0] ?? 0);
      return (first ?? 0) ** 2 / out.reduce((sum, c) => sum + c * c, 0);
    };
    expect(share(0, () => 50)).toBeGreaterThan(0.999);
    expect(share(1, (x) => x + 1)).toBeGreaterThan(share(0, (x) => x + 1));
  });
});

describe('predictions', () => {
  it('are flat around flat samples in every mode, size and plane', async () => {
    const kit = await load();
    const { line } = around(kit, () => 77);
    const out = new Int32Array(1024);
    for (const plane of [0, 1]) {
      for (const log2 of plane === 0 ? [2, 3, 4] : [2, 3]) {
        line.gather(plane, 16 >> plane, 16 >> plane, log2);
        for (let mode = 0; mode < 36; mode += 1) {
          kit.predictBlock(line, plane, log2, mode, out);
          expect(new Set(out.subarray(0, 1 << (2 * log2)))).toEqual(new Set([77]));
        }
      }
    }
  });

  it('follow a slope by planar, lines by their angle, and grey where nothing is known', async () => {
    const kit = await load();
    const out = new Int32Array(64);
    const predict = (luma: (x: number, y: number) => number, mode: number): number[][] => {
      const { line } = around(kit, luma);
      line.gather(0, 16, 16, 3);
      kit.predictBlock(line, 0, 3, mode, out);
      return Array.from({ length: 8 }, (_, y) => [...out.subarray(8 * y, 8 * y + 8)]);
    };
    const block = (luma: (x: number, y: number) => number) =>
      Array.from({ length: 8 }, (_, y) => Array.from({ length: 8 }, (_, x) => luma(16 + x, 16 + y)));
    const upright = (x: number) => (x % 5) * 40;
    expect(predict(upright, 26)).toEqual(block(upright));
    expect(predict((_, y) => upright(y), 10)).toEqual(block((_, y) => upright(y)));
    const falling = (x: number, y: number) => 100 + 5 * (x - y);
    expect(predict(falling, 18)).toEqual(block(falling));
    const paeth = (x: number, y: number) => (y < 16 ? 200 : x < 16 ? 50 : 0);
    expect(new Set(predict(paeth, 35).flat())).toEqual(new Set([50]));
    const slope = predict((x, y) => 2 * x + y, 0);
    expect(Math.abs((slope[3]?.[3] ?? 0) - (2 * 19 + 19))).toBeLessThan(12);
    const { line, maps } = around(kit, () => 10);
    maps.done.fill(0);
    line.gather(0, 0, 0, 3);
    expect(line.samples[CORNER]).toBe(128);
  });

  it('find chroma that is a line of luma', async () => {
    const kit = await load();
    const texture = (x: number, y: number) => 60 + (((x >> 1) * 13 + (y >> 1) * 29) % 120);
    const chroma = (x: number, y: number) => Math.round(200 - texture(2 * x, 2 * y) / 2);
    const { picture, line } = around(kit, texture, chroma);
    const out = new Int32Array(64);
    line.gather(1, 8, 8, 3);
    kit.predictFromLuma(line, picture, 8, 8, 3, out);
    const errors = [...out].map((value, k) => Math.abs(value - chroma(8 + (k % 8), 8 + (k >> 3))));
    expect(Math.max(...errors)).toBeLessThanOrEqual(1);
  });
});

describe('pictures and snapshots', () => {
  it.each([
    [2, 2],
    [33, 17],
    [16, 8],
  ])('keep %i x %i samples and repeat the edge', async (width, height) => {
    const kit = await load();
    const picture = new kit.Picture(width, height);
    const size = (width + (width & 1)) * (height + (height & 1)) * 1.5;
    const data = Uint8Array.from(numbers(size, 256));
    picture.load(data);
    expect(picture.bytes()).toEqual(data);
    const [columns = 0, rows = 0] = [picture.columns[0], picture.rows[0]];
    expect([columns % 8, rows % 8]).toEqual([0, 0]);
    expect(picture.planes[0]?.[columns * rows - 1]).toBe(data[(width + (width & 1)) * (height + (height & 1)) - 1]);
  });

  it('put back a block and leave the rest', async () => {
    const kit = await load();
    const samples = Uint8Array.from({ length: 256 }, (_, k) => k);
    const snapshots = new kit.Snapshots([{ samples, columns: 16, shift: 0 }]);
    snapshots.save(8, 0, 3);
    samples.fill(0);
    snapshots.restore(8, 0, 3);
    samples.forEach((value, k) => {
      expect(value).toBe(k % 16 >= 8 && k < 128 ? k : 0);
    });
  });
});

describe('filters in the loop', () => {
  const steps = { qp: 40, luma: 512, chroma: 512, lambda: 500, chromaWeight: 1 };

  it('deblocking smooths a small step between blocks and keeps a large one', async () => {
    const kit = await load();
    const across = (height: number): number[] => {
      const { picture, maps } = around(kit, (x) => (x < 16 ? 100 : 100 + height));
      maps.size.fill(4);
      kit.deblock(picture, maps, steps);
      return [...(picture.planes[0] ?? [])].slice(10 * SIDE + 10, 10 * SIDE + 22);
    };
    const small = across(8);
    expect(new Set(small).size).toBeGreaterThan(3);
    expect(small).toEqual([...small].sort((a, b) => a - b));
    expect(across(150)).toEqual([...Array<number>(6).fill(100), ...Array<number>(6).fill(250)]);
  });

  it('the learnt filter brings a noisy picture nearer to its source, equally on both sides', async () => {
    const kit = await load();
    const noise = numbers(1 << 14, 17);
    const source = new kit.Picture(128, 128);
    source.planes.forEach((plane) => plane.forEach((_, i) => (plane[i] = 60 + (i % 64) + (i >> 8))));
    const noisy = () => {
      const picture = new kit.Picture(128, 128);
      picture.planes.forEach((plane, k) => {
        const from = source.planes[k] ?? plane;
        plane.forEach((_, i) => (plane[i] = (from[i] ?? 0) - 8 + (noise[(i * 7 + k) % 16384] ?? 0)));
      });
      const maps = new kit.BlockMaps(128, 128);
      const models = new kit.MixedModels();
      const filter = new kit.AdaptiveFilter(models, picture, maps);
      models.start();
      return { picture, filter };
    };
    const [there, here] = [noisy(), noisy()];
    const before = there.picture.planes.map((plane, k) => squaredError(plane, source.planes[k]));
    const encoder = new kit.RangeEncoder();
    const own = kit.stepsOfQuality(60);
    there.filter.run(encoder, own, source);
    const after = there.picture.planes.map((plane, k) => squaredError(plane, source.planes[k]));
    after.forEach((error, k) => {
      expect(error).toBeLessThan((before[k] ?? 0) / 2);
    });
    here.filter.run(new kit.RangeDecoder(encoder.finish()), own);
    expect(here.picture.planes).toEqual(there.picture.planes);
  });
});
