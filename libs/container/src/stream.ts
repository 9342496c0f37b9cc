import { BitstreamError, unpackBitstream } from '@codecsmith/codec';
import { crc32 } from './crc32.ts';
import { StreamError } from './stream-error.ts';
import { framesOfSegment, HEAD_BYTES, readHead, segmentCount, writeHead, type StreamHead } from './stream-head.ts';

/** A whole coded video: what an encoder writes and a decoder gets. */
export interface CodedStream {
  readonly head: StreamHead;
  /** Of each segment the stored bitstream (see `packBitstream`): its quality, then its packets. */
  readonly segments: readonly Uint8Array[];
}

const SEGMENT_HEAD_BYTES = 12;
const CRC_BYTES = 4;

/**
 * One segment as it is in the file: index, frames, bytes, the stored bitstream, checksum. The checksum starts from the
 * head's, so that a segment of another file is found out.
 *
 * @throws RangeError when the packets do not fit the head
 */
export function writeSegment(head: StreamHead, index: number, bitstream: Uint8Array): Uint8Array {
  const frames = framesOfSegment(head, index);
  if (!(frames >= 1)) throw new RangeError(`segment ${index}: the stream has ${segmentCount(head)} segments`);
  const wrong = packetTrouble(head, frames, bitstream);
  if (wrong !== undefined) throw new RangeError(`segment ${index}: ${wrong}`);
  const bytes = new Uint8Array(SEGMENT_HEAD_BYTES + bitstream.length + CRC_BYTES);
  const view = new DataView(bytes.buffer);
  [index, frames, bitstream.length].forEach((value, field) => view.setUint32(4 * field, value, true));
  bytes.set(bitstream, SEGMENT_HEAD_BYTES);
  const covered = bytes.subarray(0, bytes.length - CRC_BYTES);
  view.setUint32(covered.length, crc32(covered, headChecksum(writeHead(head))), true);
  return bytes;
}

/** The whole file. @throws RangeError when the segments do not fit the head */
export function writeStream({ head, segments }: CodedStream): Uint8Array {
  const count = segmentCount(head);
  if (segments.length !== count) throw new RangeError(`${segments.length} segments: the head needs ${count}`);
  const parts = [writeHead(head), ...segments.map((bitstream, index) => writeSegment(head, index, bitstream))];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/**
 * Reads a whole file, strictly: every byte belongs to something and is covered by a checksum. Segments are views into
 * `bytes`.
 *
 * @throws StreamError naming the segment and the offset where a file is cut off, damaged or too long
 */
export function readStream(bytes: Uint8Array): CodedStream {
  const head = readHead(bytes);
  const count = segmentCount(head);
  const segments: Uint8Array[] = [];
  let offset = HEAD_BYTES;
  while (segments.length < count) {
    const { bitstream, next } = readSegment(bytes, offset, { head, index: segments.length, count });
    segments.push(bitstream);
    offset = next;
  }
  if (offset === bytes.length) return { head, segments };
  throw new StreamError(`${bytes.length - offset} bytes are left after the last of ${count} segments`, offset);
}

interface Place {
  readonly head: StreamHead;
  readonly index: number;
  readonly count: number;
}

function readSegment(bytes: Uint8Array, offset: number, place: Place): { bitstream: Uint8Array; next: number } {
  const where = `segment ${place.index + 1} of ${place.count}`;
  const left = bytes.length - offset;
  const cutOff = (wanted: number): StreamError =>
    new StreamError(`${where} needs at least ${wanted} bytes, ${left} are there: the file is cut off`, bytes.length);
  if (left < SEGMENT_HEAD_BYTES + CRC_BYTES) throw cutOff(SEGMENT_HEAD_BYTES + CRC_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, left);
  const size = SEGMENT_HEAD_BYTES + view.getUint32(8, true);
  // A size that is damaged itself may point behind the end, too.
  if (left < size + CRC_BYTES) throw cutOff(size + CRC_BYTES);
  const found = crc32(bytes.subarray(offset, offset + size), headChecksum(bytes));
  if (view.getUint32(size, true) !== found) {
    throw new StreamError(`${where} is damaged, or belongs to another file: its checksum is another`, offset);
  }
  const bitstream = bytes.subarray(offset + SEGMENT_HEAD_BYTES, offset + size);
  checkSegment([view.getUint32(0, true), view.getUint32(4, true)], bitstream, { ...place, where, offset });
  return { bitstream, next: offset + size + CRC_BYTES };
}

function checkSegment(
  [index, frames]: readonly [number, number],
  bitstream: Uint8Array,
  { head, where, offset, ...place }: Place & { readonly where: string; readonly offset: number },
): void {
  const wanted = framesOfSegment(head, place.index);
  if (index !== place.index) throw new StreamError(`${where} says that it is number ${index + 1}`, offset);
  if (frames !== wanted) throw new StreamError(`${where} holds ${frames} frames, expected ${wanted}`, offset + 4);
  const wrong = packetTrouble(head, frames, bitstream);
  if (wrong !== undefined) throw new StreamError(`${where}: ${wrong}`, offset + SEGMENT_HEAD_BYTES);
}

/** Why a bitstream does not hold these frames; undefined when it does. */
function packetTrouble({ api }: StreamHead, frames: number, bitstream: Uint8Array): string | undefined {
  const expected = api === 'frame' ? frames : 1;
  try {
    const { packets } = unpackBitstream(bitstream);
    return packets.length === expected ? undefined : `${packets.length} packets, expected ${expected}`;
  } catch (error) {
    if (error instanceof BitstreamError) return error.message;
    throw error;
  }
}

const headChecksum = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset, HEAD_BYTES).getUint32(HEAD_BYTES - CRC_BYTES, true);
