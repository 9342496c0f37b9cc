import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { codeckitPath, codeckitSummary } from './codeckit.ts';
import { type Coder, loadKit, numbers } from './kit.testing.ts';

interface Model {
  code(coder: Coder, context: number, value?: number): number;
}
interface Twin {
  RansEncoder: new () => Coder & { finish(lanes?: number): Uint8Array };
  RansDecoder: new (data: Uint8Array) => Coder;
  SignedModel: new (contexts: number) => Model;
  TreeModel: new (symbols: number, contexts: number) => Model;
  ContextMixer: new (sizes: number[]) => { code(coder: Coder, contexts: number[], bit?: number): number };
  squash(logit: number): number;
  stretch(p1: number): number;
  inverse(coefficients: number[], size: number, kind: string): Int32Array;
  forward(block: number[], size: number, kind: string): Float64Array;
  leb128Encode(values: number[]): Uint8Array;
  leb128Decode(data: Uint8Array, count: number): { values: number[]; offset: number };
  joinChunks(chunks: Uint8Array[]): Uint8Array;
  splitChunks(data: Uint8Array): Uint8Array[];
  zigzag(value: number): number;
  unzigzag(value: number): number;
  splitI420(data: Uint8Array, width: number, height: number): Uint8Array[];
  joinI420(planes: Uint8Array[]): Uint8Array;
  predictIntra(plane: Int32Array, columns: number, y: number, x: number, size: number, mode: number): Int32Array;
  searchBlock(...parameters: unknown[]): { dy: number; dx: number; cost: number };
}

const load = loadKit<Twin>;

/** Runs Python over codeckit; the script prints JSON. */
const python = (script: string): unknown => {
  const root = dirname(codeckitPath());
  const env = { PYTHONPATH: root, PYTHONDONTWRITEBYTECODE: '1' };
  const text = execFileSync('/usr/bin/python3', ['-c', `import json, numpy as np\n${script}`], {
    env,
    encoding: 'utf8',
  });
  return JSON.parse(text);
};

describe('codeckit for JavaScript', () => {
  it('writes the very rANS streams that Python writes, and reads them', async () => {
    const kit = await load();
    const probabilities = numbers(3000, 32000).map((p) => p + 300);
    const bits = numbers(6000, 2).slice(3000);
    const raw = numbers(500, 2);
    for (const lanes of [1, 5, 64]) {
      const encoder = new kit.RansEncoder();
      probabilities.forEach((p1, k) => encoder.code(p1, bits[k]));
      raw.forEach((bit) => encoder.raw(bit));
      const data = encoder.finish(lanes);
      const twin = python(`
from codeckit import rans
e = rans.RansEncoder()
e.code(np.array(${JSON.stringify(probabilities)}), np.array(${JSON.stringify(bits)}))
e.raw(np.array(${JSON.stringify(raw)}))
print(json.dumps(list(e.finish(${lanes}))))`);
      expect([...data]).toEqual(twin);
      const decoder = new kit.RansDecoder(data);
      expect(probabilities.map((p1) => decoder.code(p1))).toEqual(bits);
      expect(raw.map(() => decoder.raw())).toEqual(raw);
    }
  });

  it('has the same logistic tables and the same exact inverse transforms', async () => {
    const kit = await load();
    const levels = numbers(64, 4001).map((n) => n - 2000);
    const twin = python(`
from codeckit import contexts, transforms
c = np.array(${JSON.stringify(levels)}).reshape(8, 8)
print(json.dumps([contexts.squash(np.arange(-3072, 3073)).tolist(), contexts.stretch(np.arange(0, 32768, 8)).tolist(),
  transforms.inverse(c).reshape(-1).tolist(), transforms.inverse(c, "dst").reshape(-1).tolist()]))`);
    const range = (from: number, to: number, step: number) =>
      Array.from({ length: Math.ceil((to - from) / step) }, (_, k) => from + k * step);
    expect([
      range(-3072, 3073, 1).map((z) => kit.squash(z)),
      range(0, 32768, 8).map((p) => kit.stretch(p)),
      [...kit.inverse(levels, 8, 'dct')],
      [...kit.inverse(levels, 8, 'dst')],
    ]).toEqual(twin);
  });

  it('brings a block back through both transforms within rounding', async () => {
    const kit = await load();
    for (const [size, kind] of [4, 8, 16, 32].flatMap((n) => [[n, 'dct'] as const, [n, 'dst'] as const])) {
      const block = numbers(size * size, 511).map((n) => n - 255);
      const coefficients = [...kit.forward(block, size, kind)].map((c) => Math.round(16 * c));
      const errors = [...kit.inverse(coefficients, size, kind)].map((x, k) => Math.abs(x - (block[k] ?? NaN)));
      expect(Math.max(...errors)).toBeLessThanOrEqual(1);
    }
  });

  it('round-trips symbols and mixed contexts', async () => {
    const kit = await load();
    const signed = numbers(800, 401).map((n) => n - 200);
    const letters = numbers(800, 11);
    const run = (coder: Coder, encoding: boolean) => {
      const [a, b, mixer] = [new kit.SignedModel(2), new kit.TreeModel(11, 3), new kit.ContextMixer([4, 2])];
      return signed.map((value, k) => [
        a.code(coder, k % 2, encoding ? value : undefined),
        b.code(coder, k % 3, encoding ? letters[k] : undefined),
        mixer.code(coder, [k % 4, k % 2], encoding ? ((letters[k] ?? 0) > 8 ? 1 : 0) : undefined),
      ]);
    };
    const encoder = new kit.RansEncoder();
    const sent = run(encoder, true);
    expect(sent.map(([value]) => value)).toEqual(signed);
    expect(run(new kit.RansDecoder(encoder.finish()), false)).toEqual(sent);
  });

  it('adapts and mixes as Python does when that codes one decision at a time', async () => {
    const kit = await load();
    const contexts = numbers(600, 12);
    const encoder = new kit.RansEncoder();
    const [mixer, signed] = [new kit.ContextMixer([4, 3]), new kit.SignedModel(2)];
    contexts.forEach((n, k) => {
      mixer.code(encoder, [n % 4, n % 3], n > 8 ? 1 : 0);
      signed.code(encoder, k % 2, n - 5);
    });
    const twin = python(`
from codeckit import contexts, rans, symbols
e, mixer, signed = rans.RansEncoder(), contexts.ContextMixer([4, 3]), symbols.SignedCoder(2)
for k, n in enumerate(${JSON.stringify(contexts)}):
    mixer.code(e, [np.array([n % 4]), np.array([n % 3])], np.array([int(n > 8)]))
    signed.code(e, np.array([k % 2]), np.array([n - 5]))
print(json.dumps(list(e.finish())))`);
    expect([...encoder.finish()]).toEqual(twin);
  });

  it('packs integers, chunks and planes, and refuses what is cut short', async () => {
    const kit = await load();
    const values = [0, 127, 128, 300, 2 ** 40];
    const data = kit.leb128Encode(values);
    expect(kit.leb128Decode(data, values.length)).toEqual({ values, offset: data.length });
    expect([0, -1, 1, -2].map((v) => kit.unzigzag(kit.zigzag(v)))).toEqual([0, -1, 1, -2]);
    const joined = kit.joinChunks([Uint8Array.of(1, 2), new Uint8Array(0)]);
    expect(kit.splitChunks(joined).map((chunk) => [...chunk])).toEqual([[1, 2], []]);
    expect(() => kit.splitChunks(joined.subarray(0, 4))).toThrow('chunk 0 of 2 bytes goes past the end');
    const frame = Uint8Array.from(numbers(36, 256));
    expect(kit.splitI420(frame, 4, 6).map((plane) => plane.length)).toEqual([24, 6, 6]);
    expect(kit.joinI420(kit.splitI420(frame, 4, 6))).toEqual(frame);
  });

  it('predicts a flat block flat in every mode, and finds a known shift', async () => {
    const kit = await load();
    const flat = new Int32Array(256).fill(77);
    for (const mode of [0, 1, 2, 3]) expect(new Set(kit.predictIntra(flat, 16, 8, 8, 8, mode))).toEqual(new Set([77]));
    const then = Int32Array.from(numbers(1024, 256));
    const now = then.map((_, k) => then[((k >> 5) + 2) * 32 + (k & 31) - 3] ?? 0);
    expect(kit.searchBlock(now, then, 32, 32, 8, 8, 8, 4)).toEqual({ dy: 2, dx: -3, cost: 20 });
  });

  it('is summarised for prompts as it is: every export and method, with its parameters', async () => {
    // given the module itself, which counts a function's parameters up to the first with a default
    const shape = (name: string, value: unknown): string =>
      typeof value === 'function' ? `${name}/${value.length}` : name;
    const held = Object.entries(await load()).flatMap(([name, value]: [string, unknown]) => {
      const methods = Object.entries(
        Object.getOwnPropertyDescriptors((value as { prototype?: object }).prototype ?? {}),
      );
      const own = methods.filter(([method]) => method !== 'constructor');
      return [shape(name, value), ...own.map(([method, { value }]) => `${name}.${shape(method, value)}`)];
    });
    // when the summary is read
    let owner = '';
    const told = codeckitSummary('javascript')
      .split('\n')
      .flatMap((line) => {
        const [, member, name = '', parameters] = /^ {2}(?:new )?( {2}\.)?(\w+)(?:\((.*?)\)(?=:|$))?/u.exec(line) ?? [];
        if (member === undefined) owner = name;
        if (name === '' || (member !== undefined && parameters === undefined)) return [];
        const shown = member === undefined ? name : `${owner}.${name}`;
        return [parameters === undefined ? shown : `${shown}/${required(parameters)}`];
      });
    // then it says the very same
    expect(told.toSorted()).toEqual(held.toSorted());
    expect(codeckitSummary('javascript')).toContain(
      '  zigzag(value): Signed to unsigned: 0, -1, 1, -2 become 0, 1, 2, 3.\n',
    );
  });
});

/** How many parameters stand before the first that has a default. */
const required = (parameters: string): number => {
  const names = parameters === '' ? [] : parameters.split(', ');
  const optional = names.findIndex((name) => name.includes('='));
  return optional < 0 ? names.length : optional;
};
