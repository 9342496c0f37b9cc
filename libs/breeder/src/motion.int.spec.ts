import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadEngines } from '@codecsmith/sanitizer/wasm';
import { createSanitizer } from '@codecsmith/sanitizer';
import { breedTemplate, genomeOf, type Bred, type FamilyName } from './index.ts';

const CODECKIT = new URL('../../codeckit/javascript/index.js', import.meta.url).href;
const GALLERY_CODEC = new URL('../../../examples/codecs/quadtree_lowdelay.js', import.meta.url);
const [WIDTH, HEIGHT] = [40, 24];
/** More than a group of four. */
const FRAMES = 6;

interface Config {
  readonly width: number;
  readonly height: number;
  readonly quality: number;
  readonly frame_count: number;
}
interface FrameCodec {
  compressVideoFrame(frame: { data: Uint8Array }, index: number, config: Config): Uint8Array;
  decompressVideoFrame(data: Uint8Array, index: number, config: Config): Uint8Array;
}
interface VideoCodec {
  encodeVideo(frames: readonly { data: Uint8Array }[], config: Config): Uint8Array;
  decodeVideo(data: Uint8Array, config: Config): Uint8Array[];
}

const config = (quality: number): Config => ({ width: WIDTH, height: HEIGHT, quality, frame_count: FRAMES });
const bred = (family: FamilyName, operator: string, seed: string, ...parents: Bred[]) =>
  breedTemplate({ operator, seed, parents: parents.map(({ code }) => code), language: 'javascript', family });

/** A gradient with a moving square, i420. */
const clip = Array.from({ length: FRAMES }, (_, index) =>
  Uint8Array.from({ length: (WIDTH * HEIGHT * 3) / 2 }, (_unused, at) => {
    const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
    if (y >= HEIGHT) return 128 + (at % 7);
    return x > 8 + index && x < 20 + index && y > 6 && y < 15 ? 200 - 3 * y : 60 + 3 * x + ((x * y) % 5);
  }),
);

describe('codecs with motion', () => {
  let folder: string;
  let loaded = 0;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'codec-motion-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** A fresh instance: as in a jail, encoder and decoder share nothing. */
  async function load<T>(code: string, names: string): Promise<T> {
    const path = join(folder, `${(loaded += 1)}.mjs`);
    writeFileSync(path, `${code.replaceAll("'codeckit'", `'${CODECKIT}'`)}\nexport { ${names} };\n`);
    return (await import(pathToFileURL(path).href)) as T;
  }

  /** Bytes, and what the decoder shows. */
  const RUNS = {
    'low-delay': async (code: string, quality: number) => {
      const [encoder, decoder] = [await load<FrameCodec>(code, FRAME_API), await load<FrameCodec>(code, FRAME_API)];
      const packets = clip.map((data, at) => encoder.compressVideoFrame({ data }, at, config(quality)));
      const shown = packets.map((packet, at) => decoder.decompressVideoFrame(packet, at, config(quality)));
      return { bytes: packets.reduce((sum, { length }) => sum + length, 0), packets, shown };
    },
    'random-access': async (code: string, quality: number) => {
      const [encoder, decoder] = [await load<VideoCodec>(code, VIDEO_API), await load<VideoCodec>(code, VIDEO_API)];
      const frames = clip.map((data) => ({ data }));
      const stream = encoder.encodeVideo(frames, config(quality));
      return { bytes: stream.length, packets: [stream], shown: decoder.decodeVideo(stream, config(quality)) };
    },
  };
  const FRAME_API = 'compressVideoFrame, decompressVideoFrame';
  const VIDEO_API = 'encodeVideo, decodeVideo';

  it('begin, at low delay, with the gallery’s codec, whose streams they give bit for bit', async () => {
    const run = RUNS['low-delay'];
    const own = await run(bred('low-delay', 'seed', '7.1.0').code, 45);
    expect(own.packets).toEqual((await run(readFileSync(GALLERY_CODEC, 'utf8'), 45)).packets);
  });

  it.each(['low-delay', 'random-access'] as const)(
    'run and trade rate for distortion, whatever their genes: %s',
    async (family) => {
      const seeds = [1, 2].map((number) => bred(family, 'seed', `7.${number}.0`));
      const samples = [1, 2, 3].map((at) => bred(family, 'random', `7.${at}.0`));
      const child = bred(family, 'edit', '7.9.0', seeds[0] as Bred);
      const sanitizer = await createSanitizer(loadEngines());
      for (const one of [...seeds, ...samples, child]) {
        expect(genomeOf(one.code)).toEqual(one.genome);
        expect(one.genome.plan).toBe(family);
        const read = sanitizer.sanitize(one.code, { language: 'javascript', track: 'pure' });
        expect(read).toMatchObject({ cleared: true, changes: [], warnings: [], family: 'motion' });
        const [coarse, fine] = [await RUNS[family](one.code, 25), await RUNS[family](one.code, 70)];
        expect(coarse.bytes).toBeLessThan(fine.bytes);
        expect(errorOf(coarse.shown)).toBeGreaterThan(errorOf(fine.shown));
      }
    },
  );
});

const errorOf = (shown: readonly Uint8Array[]): number =>
  clip.reduce(
    (total, source, at) => total + source.reduce((sum, sample, k) => sum + (sample - (shown[at]?.[k] ?? NaN)) ** 2, 0),
    0,
  );
