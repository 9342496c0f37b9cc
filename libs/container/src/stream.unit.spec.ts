import { packBitstream } from '@codecsmith/codec';
import * as fc from 'fast-check';
import { readStream, StreamError, writeStream, type CodedStream, type StreamHead } from './index.ts';
import { crc32 } from './crc32.ts';

const HEAD: StreamHead = {
  language: 'javascript',
  api: 'frame',
  color: 'i420',
  matrix: 'bt709',
  range: null,
  width: 161,
  height: 90,
  fps: { num: 30_000, den: 1001 },
  frames: 5,
  segmentFrames: 2,
  seed: 1,
  codec: 'ab'.repeat(32),
  kit: null,
};

const u32 = fc.integer({ min: 1, max: 0xffff_ffff });
const digest = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const heads: fc.Arbitrary<StreamHead> = fc.record({
  language: fc.constantFrom('python', 'javascript'),
  api: fc.constantFrom('frame', 'video'),
  color: fc.constantFrom('rgb24', 'bgr24', 'i420'),
  matrix: fc.constantFrom(null, 'bt601', 'bt709', 'smpte240m', 'fcc', 'bt2020'),
  range: fc.constantFrom(null, 'tv', 'pc'),
  width: fc.integer({ min: 1, max: 16_384 }),
  height: fc.integer({ min: 1, max: 16_384 }),
  fps: fc.record({ num: u32, den: u32 }),
  frames: fc.integer({ min: 1, max: 12 }),
  segmentFrames: fc.integer({ min: 1, max: 12 }),
  seed: fc.integer({ min: 0, max: 0xffff_ffff }),
  codec: digest,
  kit: fc.option(digest.filter((hex) => !/^0+$/.test(hex))),
});

/** Segments that fit a head: each with a quality of its own, packets of any bytes. */
const streams: fc.Arbitrary<CodedStream> = heads.chain((head) => {
  const counts: number[] = [];
  for (let left = head.frames; left > 0; left -= head.segmentFrames) {
    counts.push(head.api === 'video' ? 1 : Math.min(left, head.segmentFrames));
  }
  const segments = counts.map((count) =>
    fc
      .tuple(
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: count, maxLength: count }),
      )
      .map(([quality, packets]) => packBitstream(quality, packets)),
  );
  return fc.tuple(...segments).map((all) => ({ head, segments: all }));
});

const sample: CodedStream = {
  head: HEAD,
  segments: [2, 2, 1].map((count) =>
    packBitstream(
      40,
      Array.from({ length: count }, () => Uint8Array.of(1, 2, 3)),
    ),
  ),
};

const refusal = (bytes: Uint8Array): StreamError => {
  try {
    readStream(bytes);
  } catch (error) {
    if (error instanceof StreamError) return error;
    throw error;
  }
  throw new Error('the stream was accepted');
};

describe('a coded stream', () => {
  it('comes back as it went in', () => {
    fc.assert(
      fc.property(streams, (stream) => {
        const read = readStream(writeStream(stream));
        expect(read.head).toEqual(stream.head);
        expect(read.segments.map((each) => [...each])).toEqual(stream.segments.map((each) => [...each]));
      }),
    );
  });

  it('is the documented bytes', () => {
    const bytes = writeStream(sample);
    const view = new DataView(bytes.buffer);
    expect([...bytes.subarray(0, 16)]).toEqual([0x89, 0x43, 0x53, 0x4d, 13, 10, 26, 10, 1, 1, 0, 2, 2, 0, 0, 0]);
    expect([16, 20, 24, 28, 32, 36, 40].map((at) => view.getUint32(at, true))).toEqual([
      161, 90, 30_000, 1001, 5, 2, 1,
    ]);
    expect([...bytes.subarray(44, 76)]).toEqual(Array(32).fill(0xab));
    expect([...bytes.subarray(76, 108)]).toEqual(Array(32).fill(0));
    expect(view.getUint32(108, true)).toBe(crc32(bytes.subarray(0, 108)));
    expect([112, 116, 120].map((at) => view.getUint32(at, true))).toEqual([0, 2, 9]);
    expect([...bytes.subarray(124, 133)]).toEqual([40, 3, 1, 2, 3, 3, 1, 2, 3]);
    expect(bytes).toHaveLength(112 + 2 * (12 + 9 + 4) + (12 + 5 + 4));
  });

  it('has the checksum that zlib and PNG use', () => {
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
    expect(crc32(Buffer.from('6789'), crc32(Buffer.from('12345')))).toBe(0xcbf43926);
  });

  it('is refused wherever it is cut off', () => {
    const bytes = writeStream(sample);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(refusal(bytes.subarray(0, length)).offset).toBeLessThanOrEqual(length);
    }
    expect(refusal(bytes.subarray(0, 150)).message).toBe(
      'stream, offset 150: segment 2 of 3 needs at least 16 bytes, 13 are there: the file is cut off',
    );
    expect(refusal(bytes.subarray(0, 60)).message).toContain('the head has 112 bytes, 60 are there');
  });

  it('is refused whichever byte is changed', () => {
    fc.assert(
      fc.property(streams, fc.nat(), fc.integer({ min: 1, max: 255 }), (stream, at, change) => {
        const bytes = writeStream(stream);
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ change;
        expect(refusal(bytes)).toBeInstanceOf(StreamError);
      }),
    );
  });

  it('names what is wrong', () => {
    const changed = (at: number, value: number): Uint8Array => {
      const bytes = writeStream(sample);
      bytes[at] = value;
      return bytes;
    };
    expect(refusal(changed(0, 0)).message).toContain('this is no stream of codecsmith');
    expect(refusal(changed(8, 2)).message).toContain('its format has version 2, known here is 1');
    expect(refusal(changed(20, 91)).message).toContain('the head is damaged');
    expect(refusal(changed(150, 0)).message).toContain('segment 2 of 3 is damaged');
    expect(refusal(Buffer.concat([writeStream(sample), Buffer.of(0)])).message).toContain(
      '1 bytes are left after the last of 3 segments',
    );
  });

  it('takes no segment of another file', () => {
    const other = writeStream({ ...sample, head: { ...HEAD, codec: 'cd'.repeat(32) } });
    const bytes = writeStream(sample);
    bytes.set(other.subarray(112, 137), 112);
    expect(refusal(bytes).message).toContain('segment 1 of 3 is damaged, or belongs to another file');
  });

  it('is not written with what does not fit', () => {
    expect(() => writeStream({ ...sample, segments: sample.segments.slice(1) })).toThrow(
      '2 segments: the head needs 3',
    );
    expect(() => writeStream({ head: { ...HEAD, width: 0 }, segments: sample.segments })).toThrow('width is 0');
    expect(() => writeStream({ ...sample, segments: [...sample.segments].reverse() })).toThrow(
      'segment 0: 1 packets, expected 2',
    );
  });
});
