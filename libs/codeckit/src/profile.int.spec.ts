import { moving } from './codec.testing.ts';
import { loadKit, type Coder } from './kit.testing.ts';

type Numbers = Record<string, number>;
interface Profile<T> {
  readonly result: T;
  readonly bits: Numbers;
  readonly decisions: Numbers;
  readonly seconds: Numbers;
}
interface Codec {
  start(): void;
  load(data: Uint8Array): void;
  bytes(): Uint8Array;
  code(coder: Coder, quality: number, plan: object, references?: readonly object[]): object;
}
interface Kit {
  BlockCodec: new (width: number, height: number) => Codec;
  RangeEncoder: new () => Coder & { finish(): Uint8Array };
  RangeDecoder: new (data: Uint8Array) => Coder;
  lowDelayPlan(time: number): { intra: boolean };
  profile<T>(run: () => T, now?: () => number): Profile<T>;
  profileText(profile: Profile<unknown>): string;
}

const [WIDTH, HEIGHT, PICTURES] = [48, 32, 2];

/** Codes a moving clip with one coder; a decoder's side has no pictures to load. */
function run(kit: Kit, coder: Coder) {
  const codec = new kit.BlockCodec(WIDTH, HEIGHT);
  codec.start();
  const references: object[] = [];
  for (let time = 0; time < PICTURES; time += 1) {
    if (!coder.decoding) codec.load(moving(WIDTH, HEIGHT, time));
    const plan = kit.lowDelayPlan(time);
    references.unshift(codec.code(coder, 50, plan, plan.intra ? [] : references));
  }
  return codec.bytes();
}
const sum = (values: Numbers) => Object.values(values).reduce((a, b) => a + b, 0);

describe('a profile', () => {
  it('counts every bit of a stream under its element, and the same when it is read', async () => {
    const kit = await loadKit<Kit>();
    const encoder = new kit.RangeEncoder();
    const sent = kit.profile(() => run(kit, encoder));
    const packet = encoder.finish();
    const got = kit.profile(() => run(kit, new kit.RangeDecoder(packet)));
    expect(Math.abs(sum(sent.bits) - 8 * packet.length)).toBeLessThan(0.01 * 8 * packet.length + 32);
    expect(Object.keys(sent.bits)).toEqual(
      expect.arrayContaining(['levels', 'splits', 'intra modes', 'motion', 'skip', 'filter']),
    );
    expect(sent.bits['other']).toBeUndefined();
    expect(got.bits).toEqual(sent.bits);
    expect(got.decisions).toEqual(sent.decisions);
    expect(got.result).toEqual(sent.result);
  });

  it('counts the time of each stage once', async () => {
    const kit = await loadKit<Kit>();
    let time = 0;
    const now = () => (time += 1);
    const begin = now();
    const { seconds } = kit.profile(() => run(kit, new kit.RangeEncoder()), now);
    expect(1000 * sum(seconds)).toBeCloseTo(time - begin - 1, 6);
    expect(seconds['search of motion']).toBeGreaterThan(0);
    expect(seconds['levels by cost']).toBeGreaterThan(0);
  });

  it('leaves nothing behind, not even after an error', async () => {
    const kit = await loadKit<Kit>();
    const before = Object.getOwnPropertyDescriptor(kit.BlockCodec.prototype, 'code')?.value as unknown;
    const fail = () =>
      kit.profile(() => {
        throw new Error('stop');
      });
    expect(fail).toThrow('stop');
    expect(Object.getOwnPropertyDescriptor(kit.BlockCodec.prototype, 'code')?.value).toBe(before);
  });

  it('reads as a table, largest first', async () => {
    const kit = await loadKit<Kit>();
    const counted = { bits: { skip: 25, levels: 75 }, decisions: { skip: 40, levels: 100 }, seconds: { stream: 0.5 } };
    expect(kit.profileText({ ...counted, result: null })).toBe(
      `bits by element
  levels: 75 bits, 75.0 %, 100 decisions
  skip: 25 bits, 25.0 %, 40 decisions
time by stage
  stream: 0.50 s, 100.0 %`,
    );
  });
});
