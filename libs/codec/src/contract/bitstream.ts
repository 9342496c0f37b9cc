import { LIMITS } from './candidate.ts';
import { checkQuality } from './config.ts';

/** Everything that crosses from encoder to decoder. */
export interface Bitstream {
  readonly quality: number;
  readonly packets: readonly Uint8Array[];
}

/** A bitstream that cannot be read; `offset` is the byte at which reading stopped making sense. */
export class BitstreamError extends Error {
  override readonly name = 'BitstreamError';
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(`bitstream, offset ${offset}: ${message}`);
    this.offset = offset;
  }
}

/** Packets are bounded so that a length always fits 32 bits: at most five groups of seven bits. */
const MAX_LENGTH = 0xffff_ffff;

/** Bytes that LEB128 needs for a length. */
function leb128Size(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size += 1;
  return size;
}

function writeLeb128(out: Uint8Array, offset: number, value: number): number {
  let rest = value;
  let at = offset;
  for (; rest >= 128; rest = Math.floor(rest / 128)) out[at++] = (rest % 128) | 128;
  out[at++] = rest;
  return at;
}

function readLeb128(bytes: Uint8Array, offset: number): { value: number; next: number } {
  let value = 0;
  for (let group = 0; ; group += 1) {
    const byte = bytes[offset + group];
    if (byte === undefined) throw new BitstreamError('ends inside a packet length', bytes.length);
    value += (byte & 127) * 128 ** group;
    if (value > MAX_LENGTH) throw new BitstreamError(`packet length exceeds ${MAX_LENGTH}`, offset);
    if (byte >= 128 && group < 4) continue;
    if (byte >= 128) throw new BitstreamError('packet length has more than five bytes', offset);
    if (byte === 0 && group > 0) throw new BitstreamError('packet length is not in its shortest form', offset);
    return { value, next: offset + group + 1 };
  }
}

/**
 * Size in bytes that {@link packBitstream} gives for packets of these sizes: one byte of quality, and for each packet
 * its LEB128 length and itself. This is the number that rates are computed from.
 */
export function bitstreamBytes(packetBytes: readonly number[]): number {
  return packetBytes.reduce((sum, size) => sum + leb128Size(size) + size, 1);
}

/**
 * Writes the stored form: the quality byte, then per packet its LEB128 length and its bytes.
 *
 * @throws RangeError when the quality is not in 1–100 or a packet is longer than 2³²−1 bytes.
 */
export function packBitstream(quality: number, packets: readonly Uint8Array[]): Uint8Array {
  checkQuality(quality);
  const tooLong = packets.findIndex((packet) => packet.length > MAX_LENGTH);
  if (tooLong >= 0) throw new RangeError(`packet ${tooLong} is longer than ${MAX_LENGTH} bytes`);
  const out = new Uint8Array(bitstreamBytes(packets.map((packet) => packet.length)));
  out[0] = quality;
  let at = 1;
  for (const packet of packets) {
    at = writeLeb128(out, at, packet.length);
    out.set(packet, at);
    at += packet.length;
  }
  return out;
}

/**
 * Reads the stored form, strictly: every byte belongs to something, lengths are in their shortest form. Packets are
 * views into `bytes`, not copies.
 *
 * @throws BitstreamError naming the offset.
 */
export function unpackBitstream(bytes: Uint8Array): Bitstream {
  const quality = bytes[0];
  if (quality === undefined) throw new BitstreamError('is empty, expected the quality byte', 0);
  const { min, max } = LIMITS.quality;
  if (quality < min || quality > max) throw new BitstreamError(`quality is ${quality}, allowed is ${min}–${max}`, 0);
  const packets: Uint8Array[] = [];
  for (let at = 1; at < bytes.length;) {
    const { value: length, next } = readLeb128(bytes, at);
    const left = bytes.length - next;
    if (length > left) {
      throw new BitstreamError(`packet ${packets.length} announces ${length} bytes, ${left} are left`, at);
    }
    packets.push(bytes.subarray(next, next + length));
    at = next + length;
  }
  return { quality, packets };
}
