import { drawn, Gallery, psnr, type Shape } from './codec.testing.ts';
import { numbers } from './kit.testing.ts';

interface Config extends Shape {
  readonly quality: number;
}
interface Codec {
  compressVideoFrame(frame: { data: Uint8Array }, index: number, config: Config): Uint8Array;
  decompressVideoFrame(data: Uint8Array, index: number, config: Config): Uint8Array;
  codecOf(config: Config): { picture: { bytes(): Uint8Array } };
}

let gallery: Gallery;
beforeAll(() => {
  gallery = new Gallery();
});
afterAll(() => {
  gallery.close();
});
const open = () => gallery.open<Codec>('quadtree_intra.js', ['compressVideoFrame', 'decompressVideoFrame', 'codecOf']);

describe('the intra codec of the gallery', () => {
  it.each([
    [2, 2, 50],
    [8, 8, 1],
    [34, 18, 100],
    [50, 66, 30],
    [72, 40, 75],
  ])('decodes at %i x %i, quality %i, exactly what its encoder has', async (width, height, quality) => {
    const [there, here] = [await open(), await open()];
    const config = { width, height, quality };
    const sent = [0, 1, 2].map((time) => {
      const packet = there.compressVideoFrame({ data: drawn(width, height, time) }, time, config);
      return { packet, picture: there.codecOf(config).picture.bytes() };
    });
    // Last frame first: each packet must decode alone.
    for (const { packet, picture } of sent.toReversed())
      expect(here.decompressVideoFrame(packet, 0, config)).toEqual(picture);
  });

  it('trades rate for distortion', async () => {
    const codec = await open();
    const data = drawn(64, 48, 0);
    const points = [15, 40, 65, 90].map((quality) => {
      const config = { width: 64, height: 48, quality };
      const packet = codec.compressVideoFrame({ data }, 0, config);
      return { bytes: packet.length, psnr: psnr(codec.decompressVideoFrame(packet, 0, config), data) };
    });
    points.slice(1).forEach((point, k) => {
      expect(point.bytes).toBeGreaterThan(points[k]?.bytes ?? Infinity);
      expect(point.psnr).toBeGreaterThan((points[k]?.psnr ?? Infinity) + 2);
    });
    expect(points.at(-1)?.psnr).toBeGreaterThan(42);
  });

  it('makes a picture of a packet that is cut short or not its own', async () => {
    const codec = await open();
    const config = { width: 40, height: 24, quality: 50 };
    const packet = codec.compressVideoFrame({ data: drawn(40, 24, 0) }, 0, config);
    const noise = Uint8Array.from(numbers(300, 256));
    for (const data of [packet.subarray(0, packet.length >> 1), new Uint8Array(0), noise, noise.map((x) => x | 0xf0)]) {
      expect(codec.decompressVideoFrame(data, 0, config)).toHaveLength(40 * 24 * 1.5);
    }
  });
});
