import { createHash } from 'node:crypto';
import { drawn, Gallery, psnr, type Shape } from './codec.testing.ts';
import { loadKit } from './kit.testing.ts';

interface Settings {
  readonly step: number;
  readonly iterations: number;
  report?(progress: Readonly<Record<string, number>>): void;
}
interface Codec {
  encode(pictures: readonly Uint8Array[], settings: Settings): Uint8Array;
  decode(bytes: Uint8Array, about: { step: number; count: number }): Uint8Array[];
}
interface Kit {
  OverfittedCodec: new (width: number, height: number, options?: object) => Codec;
  overfittedStep(quality: number): number;
  overfittedIterations(config: Shape & { frame_count: number }, pictures: number, limit: object): number;
  laplaceTables(): Int32Array;
}

let kit: Kit;
beforeAll(async () => {
  kit = await loadKit<Kit>();
});
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16);
const [WIDTH, HEIGHT] = [48, 32];
const picture = (time: number) => drawn(WIDTH, HEIGHT, time);

/** Codes pictures with one codec, and decodes them with another. */
function both(pictures: readonly Uint8Array[], quality: number, iterations: number) {
  const step = kit.overfittedStep(quality);
  const bytes = new kit.OverfittedCodec(WIDTH, HEIGHT).encode(pictures, { step, iterations });
  return { bytes, decoded: new kit.OverfittedCodec(WIDTH, HEIGHT).decode(bytes, { step, count: pictures.length }) };
}

describe('the overfitted codec', () => {
  it('trades rate for distortion, and more training for both', () => {
    const points = [20, 50, 80].map((quality) => {
      const { bytes, decoded } = both([picture(0)], quality, 60);
      return { bytes: bytes.length, psnr: psnr(decoded[0] ?? new Uint8Array(), picture(0)) };
    });
    points.slice(1).forEach((point, k) => {
      expect(point.bytes).toBeGreaterThan(points[k]?.bytes ?? Infinity);
      expect(point.psnr).toBeGreaterThan((points[k]?.psnr ?? Infinity) + 2);
    });
    const { bytes, decoded } = both([picture(0)], 50, 300);
    expect(bytes.length).toBeLessThan(points[1]?.bytes ?? 0);
    expect(psnr(decoded[0] ?? new Uint8Array(), picture(0))).toBeGreaterThan((points[1]?.psnr ?? Infinity) - 0.5);
  });

  it('writes the same bytes, and makes the same pictures of them, on every machine', () => {
    const { bytes, decoded } = both([picture(0), picture(1)], 50, 40);
    expect(sha256(new Uint8Array(kit.laplaceTables().buffer))).toBe('4ffc32dfe9eb14db');
    expect([sha256(bytes), ...decoded.map(sha256)]).toEqual([
      'eae4704c9d348e06',
      'a08d2e5893372e38',
      'ec18d6149df21bec',
    ]);
  });

  it('tells how far it is', () => {
    const seen: Readonly<Record<string, number>>[] = [];
    const step = kit.overfittedStep(50);
    const report = (progress: Readonly<Record<string, number>>) => seen.push(progress);
    new kit.OverfittedCodec(WIDTH, HEIGHT).encode([picture(0)], { step, iterations: 24, report });
    expect(seen.map((progress) => progress['step'])).toEqual([3, 6, 9, 12, 15, 18, 21, 24]);
    expect(seen.at(-1)).toMatchObject({ of: 24 });
    for (const { loss, bpp, psnr: quality } of seen)
      for (const value of [loss, bpp, quality]) expect(value).toBeGreaterThan(0);
  });

  it('trains by shapes and limits, never by the clock', () => {
    const config = { width: 480, height: 270, frame_count: 4 };
    const limit = { seconds: 20, perMegapixel: 8 };
    expect(kit.overfittedIterations(config, 1, limit)).toBe(152);
    expect(kit.overfittedIterations(config, 4, limit)).toBe(606);
    expect(kit.overfittedIterations({ width: 48, height: 32, frame_count: 1 }, 1, limit)).toBe(77);
  });

  it('refuses options that it does not have', () => {
    const open = (options: object) => () => new kit.OverfittedCodec(WIDTH, HEIGHT, options);
    expect(open({ hidden: 33 })).toThrow('hidden is 33; allowed are whole numbers from 1 to 32');
    expect(open({ layers: 2 })).toThrow('no option layers; there are hidden, contexts');
  });

  it('makes pictures of bytes that are cut short or not its own', () => {
    const step = kit.overfittedStep(50);
    const { bytes } = both([picture(0)], 50, 8);
    for (const other of [bytes.subarray(0, 30), new Uint8Array(0), new Uint8Array(200).fill(0xa7)]) {
      const [made] = new kit.OverfittedCodec(WIDTH, HEIGHT).decode(other, { step, count: 1 });
      expect(made).toHaveLength((WIDTH * HEIGHT * 3) / 2);
    }
  });
});

interface Intra {
  compressVideoFrame(frame: { data: Uint8Array }, index: number, config: object): Uint8Array;
  decompressVideoFrame(data: Uint8Array, index: number, config: object): Uint8Array;
}

describe('the overfitted codecs of the gallery', () => {
  it('decode each picture alone', async () => {
    const gallery = new Gallery();
    try {
      const names = ['compressVideoFrame', 'decompressVideoFrame'];
      const edit = (source: string) => source.replace('seconds: 20', 'seconds: 0.02').replace('console.log', 'String');
      const [there, here, other] = [
        await gallery.open<Intra>('overfitted_intra.js', names, edit),
        await gallery.open<Intra>('overfitted_intra.js', names),
        await gallery.open<Intra>('overfitted_intra.js', names),
      ];
      const config = { width: WIDTH, height: HEIGHT, quality: 60, frame_count: 2, seed: 0 };
      const packets = [0, 1].map((time) => there.compressVideoFrame({ data: picture(time) }, time, config));
      const [first = new Uint8Array(), second = new Uint8Array()] = packets;
      const alone = here.decompressVideoFrame(second, 1, config);
      other.decompressVideoFrame(first, 0, config);
      expect(other.decompressVideoFrame(second, 1, config)).toEqual(alone);
      expect(psnr(alone, picture(1))).toBeGreaterThan(20);
    } finally {
      gallery.close();
    }
  });
});
