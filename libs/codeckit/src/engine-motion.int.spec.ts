import { loadKit, numbers, type Coder } from './kit.testing.ts';

interface Picture {
  columns: number[];
  rows: number[];
  planes: Uint8Array[];
}
interface Reference {
  planes: Uint8Array[];
  strides: number[];
  time: number;
  indexOf(plane: number, x: number, y: number): number;
  quarters(fx: number, fy: number): Uint8Array;
  predict(plane: number, x: number, y: number, side: number, vector: number, out: Int32Array): void;
}
interface Motion {
  first: number;
  second: number;
  references: number;
}
interface Maps {
  done: Uint8Array;
  size: Uint8Array;
  fill(map: Uint8Array, unit: number, log2: number, value: number): void;
  unitAt(x: number, y: number): number;
}
interface MotionMaps {
  inter: Uint8Array;
  skipped: Uint8Array;
  first: Int32Array;
  second: Int32Array;
  references: Uint8Array;
  split: Uint8Array;
  setMotion(unit: number, log2: number, motion: Motion & Record<string, number>, skipped: number): void;
  setIntra(unit: number, log2: number): void;
  strength(unit: number, other: number): number;
  transformLog2(unit: number): number;
  snapshot(distances: readonly number[]): object;
}
interface Candidates {
  distances: number[];
  start(time: number, references: readonly object[]): void;
  candidates(x: number, y: number, log2: number): Motion[];
  predictors(x: number, y: number, log2: number, r: number): number[];
}
interface Syntax {
  codeSkip(coder: Coder, unit: number, log2: number, earlier: number): number;
  codeInter(coder: Coder, unit: number, log2: number, earlier: number): number;
  code(coder: Coder, x: number, y: number, log2: number, candidates: Candidates, skipped: number): Motion | null;
}
interface State {
  source: Picture;
  begin(quality: number, offset: number): void;
}
interface Kit {
  packVector(x: number, y: number): number;
  vectorX(vector: number): number;
  vectorY(vector: number): number;
  scaleVector(vector: number, from: number, to: number): number;
  limitVector(vector: number, x: number, y: number, side: number, columns: number, rows: number): number;
  packReferences(first: number, second: number): number;
  hadamardCost(...parameters: unknown[]): number;
  Picture: new (width: number, height: number) => Picture;
  ReferencePicture: new (picture: Picture, about: object) => Reference;
  BlockMaps: new (columns: number, rows: number) => Maps;
  MotionMaps: new (maps: Maps) => MotionMaps;
  MotionCandidates: new (maps: Maps, motion: MotionMaps, columns: number, rows: number) => Candidates;
  MotionCompensation: new (candidates: Candidates) => { predict(...parameters: unknown[]): void };
  MotionSyntax: new (models: object, maps: Maps, motion: MotionMaps) => Syntax;
  MotionSearch: new (state: State) => { cost: number; search(...parameters: unknown[]): number };
  MixedModels: new () => { start(): void };
  RangeEncoder: new () => Coder & { finish(): Uint8Array };
  RangeDecoder: new (data: Uint8Array) => Coder;
  CodingState: new (width: number, height: number, options: object) => State;
  CODEC_OPTIONS: object;
  lowDelayPlan(time: number, order?: object): object;
  pyramidPlans(count: number, order?: object): { time: number; layer: number; intra: boolean }[];
  ReferenceStore: new (most: number) => {
    add(reference: object): void;
    beforeOnly(time: number): { time: number }[];
    aroundOf(time: number, layer: number): { time: number }[];
  };
}

const load = loadKit<Kit>;
const SIDE = 64;

/** A picture of smooth random waves, taken `dx`, `dy` samples further on. */
function waves(kit: Kit, dx = 0, dy = 0): Picture {
  const picture = new kit.Picture(SIDE, SIDE);
  picture.planes.forEach((plane, k) => {
    const columns = picture.columns[k] ?? 0;
    const scale = k === 0 ? 1 : 2;
    plane.forEach((_, i) => {
      const [x, y] = [(i % columns) * scale + dx, Math.floor(i / columns) * scale + dy];
      plane[i] = 128 + 50 * Math.sin(x / 7 + Math.sin(y / 11)) + 40 * Math.sin(y / 8 - x / 29);
    });
  });
  return picture;
}

describe('motion vectors', () => {
  it('come back from their packed form', async () => {
    const kit = await load();
    for (const [x, y] of [
      [0, 0],
      [-1, 1],
      [32767, -32768],
      [-300, -7],
    ] as const) {
      const packed = kit.packVector(x, y);
      expect([kit.vectorX(packed), kit.vectorY(packed)]).toEqual([x, y]);
    }
  });

  it('are scaled by distance in pictures, and kept near the picture', async () => {
    const kit = await load();
    expect(kit.scaleVector(kit.packVector(8, -6), 2, 1)).toBe(kit.packVector(4, -3));
    expect(kit.scaleVector(kit.packVector(8, -6), 2, -4)).toBe(kit.packVector(-16, 12));
    expect(kit.limitVector(kit.packVector(-5000, 5000), 8, 16, 16, 64, 64)).toBe(kit.packVector(-4 * 72, 4 * 96));
  });
});

describe('a reference picture', () => {
  it('gives a block the samples of its planes between samples, at every quarter', async () => {
    const kit = await load();
    for (let quarter = 0; quarter < 16; quarter += 1) {
      const [fx, fy] = [quarter & 3, quarter >> 2];
      const [whole, alone] = [0, 1].map(() => new kit.ReferencePicture(waves(kit), { time: 0 }));
      const plane = whole?.quarters(fx, fy);
      const out = new Int32Array(256);
      for (const [x, y] of [
        [0, 0],
        [24, 40],
        [48, 48],
      ] as const) {
        const vector = kit.packVector(4 * -7 + fx, 4 * 5 + fy);
        alone?.predict(0, x, y, 16, vector, out);
        const at = whole?.indexOf(0, x - 7, y + 5) ?? 0;
        const expected = Array.from(out, (_, i) => plane?.[at + (i >> 4) * (whole?.strides[0] ?? 0) + (i & 15)]);
        expect(Array.from(out)).toEqual(expected);
      }
    }
  });

  it('moves luma and chroma by the same vector', async () => {
    const kit = await load();
    const [from, to] = [new kit.ReferencePicture(waves(kit), { time: 0 }), waves(kit, 2.5, -1.25)];
    const vector = kit.packVector(10, -5);
    for (const [plane, x, y, side] of [
      [0, 24, 24, 16],
      [1, 12, 12, 8],
      [2, 12, 12, 8],
    ] as const) {
      const out = new Int32Array(256);
      from.predict(plane, x, y, side, vector, out);
      const columns = to.columns[plane] ?? 0;
      for (let i = 0; i < side * side; i += 1) {
        const wanted = to.planes[plane]?.[(y + Math.floor(i / side)) * columns + x + (i % side)] ?? NaN;
        expect(Math.abs((out[i] ?? NaN) - wanted)).toBeLessThanOrEqual(3);
      }
    }
  });

  it('repeats its edge beyond the picture', async () => {
    const kit = await load();
    const reference = new kit.ReferencePicture(waves(kit), { time: 0 });
    const out = new Int32Array(64);
    reference.predict(0, 0, 0, 8, kit.packVector(4 * -64, 0), out);
    const edge = waves(kit).planes[0];
    expect(Array.from(out)).toEqual(Array.from(out, (_, i) => edge?.[(i >> 3) * SIDE]));
  });
});

describe('Hadamard cost', () => {
  it('is that of the coefficients, and none of an exact prediction', async () => {
    const kit = await load();
    const [samples, target] = [new Uint8Array(numbers(256, 256)), new Int32Array(numbers(256, 256, 7))];
    const sign = (a: number, b: number) => ((a & b).toString(2).replaceAll('0', '').length % 2 === 0 ? 1 : -1);
    let wanted = 0;
    for (let block = 0; block < 4; block += 1) {
      for (let k = 0; k < 64; k += 1) {
        let sum = 0;
        for (let i = 0; i < 64; i += 1) {
          const at = ((block >> 1) * 8 + (i >> 3)) * 16 + (block & 1) * 8 + (i & 7);
          sum += ((samples[at] ?? 0) - (target[at] ?? 0)) * sign(k, i);
        }
        wanted += Math.abs(sum) / 4;
      }
    }
    expect(kit.hadamardCost(samples, 0, 16, target, 16)).toBe(wanted);
    expect(kit.hadamardCost(samples, 0, 16, Int32Array.from(samples), 16)).toBe(0);
    expect(kit.hadamardCost(samples, 0, 16, target, 16, 1)).toBeLessThan(wanted);
  });
});

describe('the search for a vector', () => {
  it.each([
    [0, 0],
    [4, -3],
    [-11.25, 6.5],
    [9.75, 8.5],
  ])('finds a block that is %f, %f samples away', async (dx, dy) => {
    const kit = await load();
    const state = new kit.CodingState(SIDE, SIDE, kit.CODEC_OPTIONS);
    state.begin(100, 0);
    state.source.planes.forEach((plane, k) => plane.set(waves(kit, dx, dy).planes[k] ?? []));
    const reference = new kit.ReferencePicture(waves(kit), { time: 0 });
    const target = Int32Array.from(
      { length: 256 },
      (_, i) => state.source.planes[0]?.[(24 + (i >> 4)) * SIDE + 24 + (i & 15)] ?? 0,
    );
    const search = new kit.MotionSearch(state);
    const vector = search.search(24, 24, 4, reference, [0], target);
    // Samples are rounded: the neighbouring quarter may fit as well.
    expect(Math.abs(kit.vectorX(vector) / 4 - dx)).toBeLessThanOrEqual(0.25);
    expect(Math.abs(kit.vectorY(vector) / 4 - dy)).toBeLessThanOrEqual(0.25);
  });
});

/** Two pictures before the one in hand, and maps in which nothing is known yet. */
async function scene() {
  const kit = await load();
  const maps = new kit.BlockMaps(SIDE, SIDE);
  const motion = new kit.MotionMaps(maps);
  const candidates = new kit.MotionCandidates(maps, motion, SIDE, SIDE);
  const references = [4, 2].map((time) => new kit.ReferencePicture(waves(kit), { time }));
  candidates.start(5, references);
  const put = (x: number, y: number, first: number, r = 0, second = 0, r2 = -1) => {
    const unit = maps.unitAt(x, y);
    motion.setMotion(unit, 3, { first, second, references: kit.packReferences(r, r2), merged: 0 }, 0);
    maps.fill(maps.done, unit, 3, 1);
  };
  return { kit, maps, motion, candidates, put };
}

describe('motion candidates', () => {
  it('are zero vectors where nothing is known', async () => {
    const { candidates } = await scene();
    expect(candidates.distances).toEqual([1, 3]);
    expect(candidates.candidates(16, 16, 3)).toEqual([
      ...[0, 1].map((references) => ({ first: 0, second: 0, references })),
      ...Array.from({ length: 4 }, () => ({ first: 0, second: 0, references: 0 })),
    ]);
  });

  it('are the motions of the neighbours, then pairs of them, each once', async () => {
    const { kit, candidates, put } = await scene();
    const [a, b] = [kit.packVector(5, 1), kit.packVector(-8, 0)];
    put(8, 16, a);
    put(16, 8, b, 1);
    put(8, 8, a);
    expect(candidates.candidates(16, 16, 3)).toEqual([
      { first: a, second: 0, references: 0 },
      { first: b, second: 0, references: 1 },
      { first: a, second: b, references: kit.packReferences(0, 1) },
      { first: b, second: a, references: kit.packReferences(1, 0) },
      { first: 0, second: 0, references: 0 },
      { first: 0, second: 0, references: 1 },
    ]);
  });

  it('predict a vector by those into the same picture, then by others scaled', async () => {
    const { kit, candidates, put } = await scene();
    put(8, 16, kit.packVector(6, 3));
    put(16, 8, kit.packVector(-9, 12), 1);
    expect(candidates.predictors(16, 16, 3, 0)).toEqual([kit.packVector(6, 3), kit.packVector(-3, 4)]);
    expect(candidates.predictors(16, 16, 3, 1)).toEqual([kit.packVector(-9, 12), kit.packVector(18, 9)]);
  });

  it('take over the motion of the same place in an earlier picture, scaled', async () => {
    const { kit, maps, motion, put } = await scene();
    put(16, 16, kit.packVector(4, -8));
    const earlier = new kit.ReferencePicture(waves(kit), { time: 1, motion: motion.snapshot([1, 3]) });
    const now = new kit.MotionMaps(maps);
    maps.done.fill(0);
    const candidates = new kit.MotionCandidates(maps, now, SIDE, SIDE);
    candidates.start(3, [earlier]);
    expect(candidates.candidates(16, 16, 3)[0]).toEqual({ first: kit.packVector(8, -16), second: 0, references: 0 });
  });
});

describe('motion maps', () => {
  it('say how much an edge needs deblocking', async () => {
    const { kit, maps, motion, put } = await scene();
    const still = kit.packVector(0, 0);
    put(0, 0, still);
    put(8, 0, kit.packVector(3, -3));
    put(16, 0, kit.packVector(4, 0));
    put(24, 0, still, 1);
    motion.setIntra(maps.unitAt(32, 0), 3);
    const strength = (x: number) => motion.strength(maps.unitAt(x, 0), maps.unitAt(x - 4, 0));
    expect([8, 16, 24, 32].map(strength)).toEqual([0, 0, 1, 2]);
    expect(motion.strength(maps.unitAt(16, 0), maps.unitAt(0, 0))).toBe(1);
    motion.split[maps.unitAt(8, 0)] = 1;
    expect([0, 8].map((x) => motion.transformLog2(maps.unitAt(x, 0)))).toEqual([3, 2]);
  });
});

describe('motion syntax', () => {
  it('brings every kind of motion back', async () => {
    const sender = await scene();
    const { kit } = sender;
    const difference = kit.packVector(-700, 3);
    const predictors = (r: number) => sender.candidates.predictors(0, 0, 3, r);
    const moved = (vector: number) => kit.packVector(kit.vectorX(vector) - 700, kit.vectorY(vector) + 3);
    const own = {
      merged: 0,
      second: 0,
      references: 1,
      predictors: 1,
      firstDifference: difference,
      secondDifference: 0,
    };
    const motions = [
      { ...own, first: moved(predictors(1)[1] ?? 0) },
      {
        ...own,
        ...{ references: kit.packReferences(0, 1), predictors: 2, firstDifference: 0, secondDifference: difference },
        ...{ first: predictors(0)[0] ?? 0, second: moved(predictors(1)[1] ?? 0) },
      },
      { ...sender.candidates.candidates(0, 0, 3)[1], merged: 1, candidate: 1 } as Motion & Record<string, number>,
    ];
    const run = (coder: Coder, to: Awaited<ReturnType<typeof scene>>) => {
      const models = new kit.MixedModels();
      const syntax = new kit.MotionSyntax(models, to.maps, to.motion);
      models.start();
      return motions.map((motion, k) => {
        const skipped = k === 2 ? 1 : 0;
        if (!coder.decoding) to.motion.setMotion(0, 3, motion, skipped);
        const flags = [syntax.codeSkip(coder, 0, 3, 2), skipped || syntax.codeInter(coder, 0, 3, 2)];
        const read = syntax.code(coder, 0, 0, 3, to.candidates, skipped);
        if (read !== null) to.motion.setMotion(0, 3, read as Motion & Record<string, number>, skipped);
        return { flags, read };
      });
    };
    const encoder = new kit.RangeEncoder();
    const sent = run(encoder, sender);
    const got = run(new kit.RangeDecoder(encoder.finish()), await scene());
    expect(got.map(({ flags }) => flags)).toEqual(sent.map(({ flags }) => flags));
    expect(got.map(({ read }) => read)).toEqual(motions);
  });
});

describe('orders of coding', () => {
  it('make every fourth picture of low delay the best', async () => {
    const kit = await load();
    expect([0, 1, 2, 3, 4].map((time) => kit.lowDelayPlan(time))).toEqual([
      { time: 0, intra: true, offset: -1.5, layer: 0 },
      { time: 1, intra: false, offset: 0.6, layer: 2 },
      { time: 2, intra: false, offset: 0.3, layer: 1 },
      { time: 3, intra: false, offset: 0.6, layer: 2 },
      { time: 4, intra: false, offset: 0, layer: 0 },
    ]);
  });

  it.each([0, 1, 2, 9, 17, 22])('code each of %i pictures once, after what it is predicted from', async (count) => {
    const kit = await load();
    const plans = kit.pyramidPlans(count);
    expect(plans.map(({ time }) => time).toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, k) => k));
    const store = new kit.ReferenceStore(3);
    const done = new Set<number>();
    for (const { time, layer, intra } of plans) {
      const references = intra ? [] : store.aroundOf(time, layer).map((one) => one.time);
      expect(intra || references.length > 0).toBe(true);
      for (const other of references) expect(done.has(other)).toBe(true);
      done.add(time);
      store.add({ time, layer });
    }
  });

  it('give a picture of low delay the last one and the best before it', async () => {
    const kit = await load();
    const store = new kit.ReferenceStore(3);
    const chosen = Array.from({ length: 12 }, (_, time) => {
      const references = time === 0 ? [] : store.beforeOnly(time).map((one) => one.time);
      store.add(kit.lowDelayPlan(time));
      return references;
    });
    expect(chosen.slice(1)).toEqual(
      [
        [0],
        [1, 0],
        [2, 0, 1],
        [3, 0, 2],
        [4, 0, 3],
        [5, 4, 0],
        [6, 4, 0],
        [7, 4, 0],
        [8, 4, 0],
        [9, 8, 4],
        [10, 8, 4],
      ].map((list) => list),
    );
  });
});
