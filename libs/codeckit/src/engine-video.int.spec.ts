import { Gallery, moving, psnr, type Shape } from './codec.testing.ts';
import { numbers } from './kit.testing.ts';

interface Config extends Shape {
  readonly quality: number;
}
interface LowDelay {
  compressVideoFrame(frame: { data: Uint8Array }, index: number, config: Config): Uint8Array;
  decompressVideoFrame(data: Uint8Array, index: number, config: Config): Uint8Array;
  reconstructed(): Uint8Array;
}
interface RandomAccess {
  encodeVideo(frames: readonly { data: Uint8Array }[], config: Clip): Uint8Array;
  decodeVideo(data: Uint8Array, config: Clip): Uint8Array[];
}
interface Clip extends Config {
  readonly frame_count: number;
}

let gallery: Gallery;
beforeAll(() => {
  gallery = new Gallery();
});
afterAll(() => {
  gallery.close();
});

/** The gallery's low-delay codec, with options in place of its own. */
const open = (options?: object) =>
  gallery.open<LowDelay>(
    'quadtree_lowdelay.js',
    ['compressVideoFrame', 'decompressVideoFrame', 'reconstructed'],
    (source) => {
      const own = `const OPTIONS = ${JSON.stringify({ references: 3, ...options })};`;
      return `${source.replace(/const OPTIONS = .*;/u, own)}\nconst reconstructed = () => side.codec.bytes();\n`;
    },
  );

/** Packets of a moving clip with what their encoder holds after each. */
async function send(config: Config, count: number, options?: object) {
  const codec = await open(options);
  return Array.from({ length: count }, (_, time) => {
    const packet = codec.compressVideoFrame({ data: moving(config.width, config.height, time) }, time, config);
    return { packet, picture: codec.reconstructed() };
  });
}

const received = async (packets: readonly Uint8Array[], config: Config, options?: object) => {
  const codec = await open(options);
  return packets.map((packet, time) => codec.decompressVideoFrame(packet, time, config));
};

describe('the low-delay codec of the gallery', () => {
  it.each([
    [2, 2, 1],
    [34, 18, 90],
    [72, 66, 40],
  ])('decodes at %i x %i, quality %i, exactly what its encoder has', async (width, height, quality) => {
    const config = { width, height, quality };
    const sent = await send(config, 3);
    const pictures = await received(
      sent.map(({ packet }) => packet),
      config,
    );
    expect(pictures).toEqual(sent.map(({ picture }) => picture));
  });

  it.each([
    [{ pairs: false, quarterSamples: false, transformSplit: false, intraInInter: false }],
    [{ references: 1, largest: 16, smallest: 8, angles: 0, dst: false, chromaFromLuma: false, filter: false }],
    [{ references: 4, rounding: 0.4, deblocking: false, angles: 9, triedModes: 1, triedMerges: 6, largest: 32 }],
  ])('decodes exactly with %j', async (options) => {
    const config = { width: 40, height: 24, quality: 45 };
    const sent = await send(config, 4, options);
    const pictures = await received(
      sent.map(({ packet }) => packet),
      config,
      options,
    );
    expect(pictures).toEqual(sent.map(({ picture }) => picture));
  });

  it('refuses an option that it does not know, by name', async () => {
    const codec = await open({ refs: 2 });
    const begin = () => codec.decompressVideoFrame(new Uint8Array(0), 0, { width: 8, height: 8, quality: 50 });
    expect(begin).toThrow(/^codeckit: no option refs; there are lambda, /);
  });

  it('spends far fewer bytes on pictures that move than on the first', async () => {
    const sent = await send({ width: 64, height: 48, quality: 50 }, 3);
    const [first = 0, ...others] = sent.map(({ packet }) => packet.length);
    for (const bytes of others) expect(bytes).toBeLessThan(first / 2);
    sent.forEach(({ picture }, time) => {
      expect(psnr(picture, moving(64, 48, time))).toBeGreaterThan(33);
    });
  });

  it('starts a clip anew at its first picture', async () => {
    const config = { width: 40, height: 24, quality: 50 };
    const codec = await open();
    const clip = [0, 1, 2].map((time) => moving(40, 24, time));
    const code = () => clip.map((data, time) => codec.compressVideoFrame({ data }, time, config));
    expect(code()).toEqual(code());
  });

  it('makes pictures of packets that are cut short or not its own', async () => {
    const config = { width: 40, height: 24, quality: 50 };
    const [{ packet: first } = { packet: new Uint8Array(0) }, { packet: second } = { packet: new Uint8Array(0) }] =
      await send(config, 2);
    const noise = Uint8Array.from(numbers(300, 256));
    const clips = [
      [first, second.subarray(0, second.length >> 1), second],
      [first, noise, new Uint8Array(0)],
      [noise, noise.map((x) => x | 0xf0), noise.toReversed()],
    ];
    for (const packets of clips) {
      for (const picture of await received(packets, config)) expect(picture).toHaveLength(40 * 24 * 1.5);
    }
  });
});

describe('the random-access codec of the gallery', () => {
  const names = ['encodeVideo', 'decodeVideo'];
  /** Encodes with one copy, decodes with another; both give what they hold of each picture. */
  const both = async (config: Clip) => {
    const keep = (source: string) =>
      `${source.replaceAll('return codec.code(', 'return kept(codec).code(')}
const held = [];
/** What the encoder reconstructs, taken when it goes on to the next picture. */
function kept(codec) {
  return { code: (coder, quality, plan, references) => {
    const reference = codec.code(coder, quality, plan, references);
    held[plan.time] = codec.bytes();
    return reference;
  } };
}`;
    const there = await gallery.open<RandomAccess & { held: Uint8Array[] }>(
      'quadtree_random_access.js',
      [...names, 'held'],
      keep,
    );
    const here = await gallery.open<RandomAccess>('quadtree_random_access.js', names);
    const frames = Array.from({ length: config.frame_count }, (_, time) => ({
      data: moving(config.width, config.height, time),
    }));
    const data = there.encodeVideo(frames, config);
    return { data, held: there.held, got: here.decodeVideo(data, config) };
  };

  it.each([
    [1, 16, 8],
    [2, 8, 24],
    [11, 34, 18],
  ])('decodes %i pictures of %i x %i exactly as its encoder has them', async (frame_count, width, height) => {
    const { held, got } = await both({ width, height, quality: 40, frame_count });
    expect(got).toHaveLength(frame_count);
    expect(got).toEqual(held);
  });

  it('makes all pictures of a stream that is cut short', async () => {
    const config = { width: 24, height: 16, quality: 50, frame_count: 5 };
    const { data } = await both(config);
    const codec = await gallery.open<RandomAccess>('quadtree_random_access.js', names);
    for (const part of [data.subarray(0, data.length >> 1), new Uint8Array(0)]) {
      expect(codec.decodeVideo(part, config).map((picture) => picture.length)).toEqual(new Array(5).fill(576));
    }
  });
});
