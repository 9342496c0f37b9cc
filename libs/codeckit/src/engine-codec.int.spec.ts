import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { codeckitJavaScriptPath } from './codeckit.ts';
import { numbers } from './kit.testing.ts';

interface Config {
  readonly width: number;
  readonly height: number;
  readonly quality: number;
}
interface Codec {
  compressVideoFrame(frame: { data: Uint8Array }, index: number, config: Config): Uint8Array;
  decompressVideoFrame(data: Uint8Array, index: number, config: Config): Uint8Array;
  codecOf(config: Config): { picture: { bytes(): Uint8Array } };
}

const SOURCE = new URL('../../../examples/codecs/quadtree_intra.js', import.meta.url);
let folder: string;
let copies = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'codeckit-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The gallery's codec with nothing remembered, as a jail starts it for one side. */
async function open(): Promise<Codec> {
  const kit = pathToFileURL(join(codeckitJavaScriptPath(), 'index.js')).href;
  const source = readFileSync(SOURCE, 'utf8').replaceAll("from 'codeckit'", `from '${kit}'`);
  copies += 1;
  const file = join(folder, `codec-${copies}.mjs`);
  writeFileSync(file, `${source}\nexport { compressVideoFrame, decompressVideoFrame, codecOf };\n`);
  return (await import(pathToFileURL(file).href)) as Codec;
}

/** Slopes, an edge, a texture and noise, moving with `time`; sides even. */
function drawn(width: number, height: number, time: number): Uint8Array {
  const noise = numbers(4096, 40, 99 + time);
  const out = new Uint8Array((width * height * 3) / 2);
  const value = (x: number, y: number) =>
    x > y + time ? 90 + 2 * x : (((x >> 1) + y) % 6) * 20 + (noise[(x * 31 + y * 17) % 4096] ?? 0);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) out[y * width + x] = value(x, y);
  for (let k = width * height; k < out.length; k += 1) out[k] = 100 + ((k * 3) % (width / 2));
  return out;
}
const psnr = (a: Uint8Array, b: Uint8Array): number =>
  10 *
  Math.log10(
    (255 ** 2 * a.length) /
      Math.max(
        1e-9,
        a.reduce((sum, x, k) => sum + (x - (b[k] ?? 0)) ** 2, 0),
      ),
  );

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
