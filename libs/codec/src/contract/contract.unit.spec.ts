import * as fc from 'fast-check';
import {
  bitstreamBytes,
  buildConfig,
  BitstreamError,
  frameGeometry,
  packBitstream,
  unpackBitstream,
} from '../index.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const failure = (data: Uint8Array): BitstreamError => {
  try {
    unpackBitstream(data);
  } catch (error) {
    if (error instanceof BitstreamError) return error;
    throw error;
  }
  throw new Error('the bitstream was accepted');
};

describe('the bitstream', () => {
  it('is the quality byte, then each packet after its LEB128 length', () => {
    const packed = packBitstream(75, [bytes(1, 2, 3), bytes(), new Uint8Array(300).fill(9)]);
    expect([...packed.subarray(0, 8)]).toEqual([75, 3, 1, 2, 3, 0, 0b1010_1100, 0b10]);
    expect(packed.length).toBe(1 + 4 + 1 + 302);
  });

  it('comes back as it went in, and its size is known beforehand', () => {
    const packets = fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), packets, (quality, given) => {
        const packed = packBitstream(quality, given);
        const { quality: same, packets: read } = unpackBitstream(packed);
        expect(same).toBe(quality);
        expect(read.map((packet) => [...packet])).toEqual(given.map((packet) => [...packet]));
        expect(packed.length).toBe(bitstreamBytes(given.map((packet) => packet.length)));
      }),
    );
  });

  it('reads any bytes either fully and reversibly, or refuses them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (data) => {
        try {
          const { quality, packets } = unpackBitstream(data);
          expect([...packBitstream(quality, packets)]).toEqual([...data]);
        } catch (error) {
          expect(error).toBeInstanceOf(BitstreamError);
        }
      }),
    );
  });

  it.each([
    ['nothing', bytes(), 0, 'is empty'],
    ['quality 0', bytes(0, 0), 0, 'quality is 0'],
    ['quality 101', bytes(101), 0, 'quality is 101'],
    ['a packet cut short', bytes(50, 1, 7, 3, 1, 2), 3, 'packet 1 announces 3 bytes, 2 are left'],
    ['a length cut short', bytes(50, 128), 2, 'ends inside a packet length'],
    ['an over-long length', bytes(50, 128, 0), 1, 'shortest form'],
    ['a length beyond 32 bits', bytes(50, 255, 255, 255, 255, 31), 1, 'exceeds'],
    ['a length of six bytes', bytes(50, 129, 128, 128, 128, 128, 1), 1, 'more than five bytes'],
  ])('refuses %s and names the offset', (_, data, offset, message) => {
    const error = failure(data);
    expect(error.offset).toBe(offset);
    expect(error.message).toContain(message);
  });

  it('refuses to pack a quality outside 1–100', () => {
    expect(() => packBitstream(0, [])).toThrow('quality is 0: allowed are whole numbers from 1 to 100');
    expect(() => packBitstream(50.5, [])).toThrow('quality is 50.5');
  });
});

describe('the frame', () => {
  it('is H×W×3, or H·3/2×W with both sides rounded up to even', () => {
    expect(frameGeometry('rgb24', 5, 3)).toEqual({ width: 5, height: 3, shape: [3, 5, 3], bytes: 45 });
    expect(frameGeometry('i420', 5, 3)).toEqual({ width: 6, height: 4, shape: [6, 6], bytes: 36 });
    expect(frameGeometry('i420', 480, 270)).toEqual({ width: 480, height: 270, shape: [405, 480], bytes: 194_400 });
  });

  it('refuses sides that no clip has', () => {
    expect(() => frameGeometry('rgb24', 0, 3)).toThrow('width is 0: allowed are whole numbers from 1 to 16384');
  });
});

describe('the config', () => {
  const run = {
    width: 5,
    height: 3,
    fps: { numerator: 30_000, denominator: 1001 },
    frameCount: 7,
    color: 'i420',
    quality: 60,
  } as const;

  it('is complete, frozen, and gives the size of the frames handed over', () => {
    const config = buildConfig(run);
    expect(config).toEqual({
      width: 6,
      height: 4,
      fps: 30_000 / 1001,
      frame_count: 7,
      color: 'i420',
      quality: 60,
      seed: 0,
      device: 'cpu',
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('refuses a value by name', () => {
    expect(() => buildConfig({ ...run, quality: 101 })).toThrow('quality is 101');
    expect(() => buildConfig({ ...run, frameCount: 0 })).toThrow('frameCount is 0');
    expect(() => buildConfig({ ...run, color: 'yuv' as 'i420' })).toThrow(
      'color is yuv: allowed are rgb24, bgr24, i420',
    );
  });
});
