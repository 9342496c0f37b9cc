import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { codeckitJavaScriptPath } from './codeckit.ts';
import { loadKit, numbers } from './kit.testing.ts';
import { filter3, laplace, pointwise, upsample } from './learned.testing.ts';

type Kernel = (...parameters: number[]) => number;
interface Kernels {
  readonly run: Readonly<Record<string, Kernel>>;
  allocate(count: number): number;
  floats(address: number, count: number): Float32Array;
  integers(address: number, count: number): Int32Array;
  bytes(address: number, count: number): Uint8Array;
  list(values: readonly number[]): number;
}
interface Kit {
  LearnedKernels: new () => Kernels;
  laplaceTables(): Int32Array;
}
interface Builder {
  TARGET: string;
  missingTools(): string[];
  buildModule(): Buffer;
  moduleText(bytes: Buffer): string;
}

const builder = (await import(pathToFileURL(join(codeckitJavaScriptPath(), '../learned/build.mjs')).href)) as Builder;

let kernels: Kernels;
let kit: Kit;
beforeAll(async () => {
  kit = await loadKit<Kit>();
  kernels = new kit.LearnedKernels();
});
const run = (name: string, ...parameters: number[]): number => kernels.run[name]?.(...parameters) ?? NaN;

const FLOAT = 4;
const LANES = 4;
/** A plane as the kernels want it: its sample (0, 0), and its samples as a list. */
class Plane {
  readonly stride: number;
  readonly size: number;
  readonly address: number;
  constructor(
    readonly width: number,
    readonly height: number,
    readonly planes = 1,
  ) {
    this.stride = 16 + Math.ceil(width / 16) * 16;
    this.size = (height + 8) * this.stride;
    this.address = kernels.allocate(this.size * planes);
  }
  get at(): number {
    return this.address + FLOAT * (4 * this.stride + 8);
  }
  set(values: readonly number[], plane = 0): this {
    const all = kernels.floats(this.address + FLOAT * plane * this.size, this.size);
    values.forEach((value, k) => (all[this.place(k)] = value));
    return this;
  }
  get(plane = 0): number[] {
    const all = kernels.floats(this.address + FLOAT * plane * this.size, this.size);
    return Array.from({ length: this.width * this.height }, (_, k) => all[this.place(k)] ?? NaN);
  }
  private place(k: number): number {
    return (4 + Math.floor(k / this.width)) * this.stride + 8 + (k % this.width);
  }
}

const reals = (count: number, seed: number): number[] => numbers(count, 2000, seed).map((n) => n / 500 - 2);
const floats = (values: readonly number[]): number => {
  const address = kernels.allocate(values.length);
  kernels.floats(address, values.length).set(values);
  return address;
};
/** Gradients of weights, from four lanes each. */
function gradientOf(sums: number, count: number): number[] {
  const gradient = kernels.allocate(count);
  run('sum_lanes', sums, gradient, count);
  return [...kernels.floats(gradient, count)];
}
const near = (found: readonly number[], wanted: readonly number[], digits = 2): void => {
  expect(found).toHaveLength(wanted.length);
  found.forEach((value, k) => {
    expect(Math.abs(value - (wanted[k] ?? NaN)) / Math.max(1, Math.abs(value))).toBeLessThan(10 ** -digits / 2);
  });
};
/** Slopes of a function by differences, at each of its parameters. */
const slopes = (loss: (values: number[]) => number, values: readonly number[], step = 1e-5): number[] =>
  values.map((value, k) => {
    const moved = (by: number) => loss(values.with(k, value + by));
    return (moved(step) - moved(-step)) / (2 * step);
  });
const total = (values: readonly number[], weights: readonly number[]) =>
  values.reduce((sum, value, k) => sum + value * (weights[k] ?? 0), 0);

const [WIDTH, HEIGHT] = [19, 3];
const AREA = WIDTH * HEIGHT;
const SHAPE = (plane: Plane) => [plane.stride, plane.width, plane.height] as const;

describe('the kernels for learned codecs', () => {
  it('are what their C compiles to', () => {
    const missing = builder.missingTools();
    if (missing.length > 0) {
      console.warn(`skipped: the kernels were not built anew, for this machine has no ${missing.join(' and no ')}`);
      return;
    }
    expect(builder.moduleText(builder.buildModule())).toBe(readFileSync(builder.TARGET, 'utf8'));
  });

  it('run a pointwise network and its gradients as plain JavaScript does', () => {
    const size = { ins: 3, hidden: 5, outs: 2 };
    const x = [reals(AREA, 1), reals(AREA, 2), reals(AREA, 3)];
    const weights = reals(3 * 5 + 5 + 10 + 2 + 6, 4);
    const g = [reals(AREA, 5), reals(AREA, 6)];
    const planes = x.map((values) => new Plane(WIDTH, HEIGHT).set(values));
    const back = x.map(() => new Plane(WIDTH, HEIGHT));
    const out = new Plane(WIDTH, HEIGHT, 2);
    const gradient = new Plane(WIDTH, HEIGHT, 2).set(g[0] ?? []).set(g[1] ?? [], 1);
    const [w, sums] = [floats(weights), kernels.allocate(LANES * weights.length)];
    const ins = kernels.list(planes.map((plane) => plane.at));
    run('pointwise', ins, 3, 5, 2, out.at, out.size, ...SHAPE(out), w);
    const wanted = pointwise(x, weights, size);
    near([...out.get(), ...out.get(1)], wanted.flat(), 4);

    const grads = kernels.list(back.map((plane) => plane.at));
    run('pointwise_back', ins, grads, 3, 5, 2, gradient.at, gradient.size, ...SHAPE(out), w, sums);
    const loss = (inputs: number[][], values: number[]) => total(pointwise(inputs, values, size).flat(), g.flat());
    near(
      gradientOf(sums, weights.length),
      slopes((values) => loss(x, values), weights),
    );
    near(
      back.flatMap((plane) => plane.get()),
      slopes(
        (values) =>
          loss(
            [0, 1, 2].map((k) => values.slice(k * AREA, (k + 1) * AREA)),
            weights,
          ),
        x.flat(),
      ),
    );
  });

  it('run a filter of 3 x 3 and its gradients', () => {
    const size = { width: WIDTH, height: HEIGHT, ins: 2, outs: 2 };
    const x = [reals(AREA, 7), reals(AREA, 8)];
    const weights = reals(2 + 36, 9);
    const g = [reals(AREA, 10), reals(AREA, 11)];
    const [input, out, back] = [new Plane(WIDTH, HEIGHT, 2), new Plane(WIDTH, HEIGHT, 2), new Plane(WIDTH, HEIGHT, 2)];
    x.forEach((values, k) => input.set(values, k));
    const gradient = new Plane(WIDTH, HEIGHT, 2);
    g.forEach((values, k) => gradient.set(values, k));
    const [w, sums] = [floats(weights), kernels.allocate(LANES * weights.length)];
    run('filter3', input.at, input.size, 2, out.at, out.size, 2, ...SHAPE(out), w, 1, 0);
    near(
      [...out.get(), ...out.get(1)],
      filter3(x, weights, size)
        .flat()
        .map((value) => Math.max(0, value)),
      4,
    );

    run('filter3_gate', gradient.at, out.at, out.size, 2, ...SHAPE(out));
    run('filter3_back', input.at, back.at, input.size, 2, gradient.at, out.size, 2, ...SHAPE(out), w, sums);
    const loss = (inputs: number[][], values: number[]) =>
      total(
        filter3(inputs, values, size)
          .flat()
          .map((value) => Math.max(0, value)),
        g.flat(),
      );
    near(
      gradientOf(sums, weights.length),
      slopes((values) => loss(x, values), weights),
    );
    near(
      [...back.get(), ...back.get(1)],
      slopes((values) => loss([values.slice(0, AREA), values.slice(AREA)], weights), x.flat()),
    );
  });

  it.each([
    [19, 9],
    [20, 10],
  ])('raise a plane to %i x %i, and bring gradients back', (width, height) => {
    const taps = [-0.03515625, 0.26171875, 0.87890625, -0.10546875];
    const [low, high] = [new Plane((width + 1) >> 1, (height + 1) >> 1), new Plane(width, height)];
    const [back, gradient] = [new Plane(low.width, low.height), new Plane(width, height)];
    const x = reals(low.width * low.height, 12);
    const g = reals(width * height, 13);
    low.set(x);
    gradient.set(g);
    const scratch = kernels.allocate(3 * (width + 64));
    const raise = (values: number[]) => upsample(values, { from: low, to: high }, taps);
    run('upsample', low.at, ...SHAPE(low), high.at, ...SHAPE(high), floats(taps), scratch);
    near(high.get(), raise(x), 4);
    run('upsample_back', back.at, ...SHAPE(low), gradient.at, gradient.stride, height, floats(taps), scratch);
    near(
      back.get(),
      slopes((values) => total(raise(values), g), x),
    );
  });

  it('price latents by a network over contexts, with its gradients', () => {
    const size = { count: 2, hidden: 4 };
    const q = reals(AREA, 14).map((value) => 1.7 * value);
    const contexts = [reals(AREA, 15), reals(AREA, 16)];
    const weights = reals(8 + 4 + 16 + 4 + 8 + 4, 17).map((value) => value / 3);
    const biases = [0.1, 0.3];
    const [latents, back] = [new Plane(WIDTH, HEIGHT).set(q), new Plane(WIDTH, HEIGHT)];
    const planes = contexts.map((values) => new Plane(WIDTH, HEIGHT).set(values));
    const grads = contexts.map(() => new Plane(WIDTH, HEIGHT));
    const lists = [planes, grads].map((list) => kernels.list(list.map((plane) => plane.at)));
    const [sums, biasSums] = [kernels.allocate(LANES * weights.length), kernels.allocate(LANES * 2)];
    const price = (sumsAt: number) =>
      run(
        'laplace',
        latents.at,
        back.at,
        lists[0] ?? 0,
        lists[1] ?? 0,
        2,
        4,
        ...SHAPE(latents),
        floats(weights),
        floats(biases),
        sumsAt,
        biasSums,
        1,
      );
    near([price(0)], [laplace(q, contexts, [...weights, ...biases], size)], 4);

    price(sums);
    near(
      [...gradientOf(sums, weights.length), ...gradientOf(biasSums, 2)],
      slopes((values) => laplace(q, contexts, values, size), [...weights, ...biases]),
      1,
    );
    near(
      back.get(),
      slopes((values) => laplace(values, contexts, [...weights, ...biases], size), q),
      1,
    );
    near(
      grads[0]?.get() ?? [],
      slopes((values) => laplace(q, [values, contexts[1] ?? []], [...weights, ...biases], size), contexts[0] ?? []),
      1,
    );
  });

  it('round softly, with the slope, and hard', () => {
    const [temperature, x] = [0.3, reals(AREA, 18)];
    const norm = 0.5 / Math.tanh(0.5 / temperature);
    const soft = (value: number) =>
      Math.floor(value) + 0.5 + norm * Math.tanh((value - Math.floor(value) - 0.5) / temperature);
    const [from, to, slope] = [new Plane(WIDTH, HEIGHT).set(x), new Plane(WIDTH, HEIGHT), new Plane(WIDTH, HEIGHT)];
    run('soft_round', from.at, to.at, slope.at, ...SHAPE(from), 2 / temperature, norm, 0, 1);
    near(
      to.get(),
      x.map((value) => soft(soft(value))),
      4,
    );
    const inner = x.map((value) => (soft(soft(value + 1e-6)) - soft(soft(value - 1e-6))) / 2e-6);
    // Differences say nothing where a rounding jumps from one cell to the next.
    const smooth = x.map((value) => Math.abs(value - Math.round(value)) > 1e-3);
    near(
      slope.get().filter((_, k) => smooth[k]),
      inner.filter((_, k) => smooth[k]),
    );
    run('hard_round', from.at, to.at, ...SHAPE(from));
    expect(to.get()).toEqual([...Float32Array.from(x)].map((value) => Math.floor(value + 0.5)));
  });

  it('step as Adam does', () => {
    const g = reals(8, 19);
    const [x, m, v, gradient] = [floats(reals(8, 20)), kernels.allocate(8), kernels.allocate(8), floats(g)];
    const before = [...kernels.floats(x, 8)];
    run('adam', x, m, v, gradient, 0, 8, 0.01, 1 / (1 - 0.9), 1 / (1 - 0.999));
    near(
      [...kernels.floats(x, 8)],
      before.map((value, k) => value - 0.01 * Math.sign(g[k] ?? 0)),
      4,
    );
  });

  it('write whole numbers that come back, at about their ideal cost', () => {
    const values = numbers(4000, 9, 21).map((n, k) => n - 4 + (k % 97 === 0 ? 40 : 0));
    const room = 8192;
    const [stream, tables] = [kernels.allocate(room / 4), kernels.list([...kit.laplaceTables()])];
    const code = (value: number, k: number) => run('coder_value', 20 + (k % 13), 64, (k % 33) - 16, value);
    run('coder_start', stream, room, 0, tables);
    values.forEach(code);
    expect(run('coder_misses')).toBe(0);
    const length = run('coder_finish');
    expect(kernels.bytes(stream, 1)[0]).toBe(0);
    run('coder_start', stream + 1, length - 1, 1, tables);
    expect(values.map((_, k) => code(0, k))).toEqual(values);
  });
});
