/** The file that a coded video is kept in; CONTRACT.md has it byte by byte. */

export const LANGUAGES = ['python', 'javascript'];
export const APIS = ['frame', 'video'];
export const COLORS = ['rgb24', 'bgr24', 'i420'];
export const MATRICES = [null, 'bt601', 'bt709', 'smpte240m', 'fcc', 'bt2020'];
export const RANGES = [null, 'tv', 'pc'];
const MAGIC = Buffer.from([0x89, 0x43, 0x53, 0x4d, 0x0d, 0x0a, 0x1a, 0x0a]);
const HEAD_BYTES = 112;
const NONE = '0'.repeat(64);

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes, before = 0) {
  let crc = ~before;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

export const framesOfSegment = ({ frames, segmentFrames }, index) =>
  Math.min(segmentFrames, frames - index * segmentFrames);

export function writeStream(head, bitstreams) {
  const bytes = Buffer.alloc(HEAD_BYTES);
  MAGIC.copy(bytes);
  const names = [
    LANGUAGES.indexOf(head.language),
    APIS.indexOf(head.api),
    COLORS.indexOf(head.color),
    MATRICES.indexOf(head.matrix),
    RANGES.indexOf(head.range),
  ];
  bytes.set([1, ...names], 8);
  const { width, height, num, den, frames, segmentFrames, seed } = head;
  [width, height, num, den, frames, segmentFrames, seed].forEach((value, at) =>
    bytes.writeUInt32LE(value, 16 + 4 * at),
  );
  bytes.write(head.codec, 44, 'hex');
  bytes.write(head.kit ?? NONE, 76, 'hex');
  const headCrc = crc32(bytes.subarray(0, HEAD_BYTES - 4));
  bytes.writeUInt32LE(headCrc, HEAD_BYTES - 4);
  const segments = bitstreams.map((bitstream, index) => {
    const segment = Buffer.alloc(12 + bitstream.length + 4);
    segment.writeUInt32LE(index, 0);
    segment.writeUInt32LE(framesOfSegment(head, index), 4);
    segment.writeUInt32LE(bitstream.length, 8);
    segment.set(bitstream, 12);
    segment.writeUInt32LE(crc32(segment.subarray(0, -4), headCrc), segment.length - 4);
    return segment;
  });
  return Buffer.concat([bytes, ...segments]);
}

export function readStream(bytes) {
  if (!bytes.subarray(0, 8).equals(MAGIC)) throw new Error('this is no stream of codecsmith');
  if (bytes.length < HEAD_BYTES) throw new Error(`offset ${bytes.length}: the head is cut off`);
  if (bytes[8] !== 1) throw new Error(`offset 8: version ${bytes[8]}, known here is 1`);
  const headCrc = bytes.readUInt32LE(HEAD_BYTES - 4);
  if (crc32(bytes.subarray(0, HEAD_BYTES - 4)) !== headCrc) throw new Error('offset 108: the head is damaged');
  const at = (index) => bytes.readUInt32LE(16 + 4 * index);
  const head = {
    ...{ language: LANGUAGES[bytes[9]], api: APIS[bytes[10]], color: COLORS[bytes[11]] },
    ...{ matrix: MATRICES[bytes[12]], range: RANGES[bytes[13]] },
    ...{ width: at(0), height: at(1), num: at(2), den: at(3), frames: at(4), segmentFrames: at(5), seed: at(6) },
    codec: bytes.toString('hex', 44, 76),
    kit: bytes.toString('hex', 76, 108) === NONE ? null : bytes.toString('hex', 76, 108),
  };
  const count = Math.ceil(head.frames / head.segmentFrames);
  const bitstreams = [];
  let offset = HEAD_BYTES;
  for (let index = 0; index < count; index += 1) {
    const where = `offset ${offset}: segment ${index + 1} of ${count}`;
    if (offset + 12 > bytes.length) throw new Error(`${where} is cut off`);
    const size = 12 + bytes.readUInt32LE(offset + 8);
    if (offset + size + 4 > bytes.length) throw new Error(`${where} is cut off`);
    const segment = bytes.subarray(offset, offset + size);
    if (crc32(segment, headCrc) !== bytes.readUInt32LE(offset + size)) throw new Error(`${where} is damaged`);
    bitstreams.push(segment.subarray(12));
    offset += size + 4;
  }
  if (offset !== bytes.length) throw new Error(`offset ${offset}: ${bytes.length - offset} bytes are left`);
  return { head, bitstreams };
}

/** The quality, then each packet behind its length (LEB128). */
export function packBitstream(quality, packets) {
  const parts = [Buffer.from([quality])];
  for (const packet of packets) {
    const length = [];
    let rest = packet.length;
    for (; rest >= 128; rest = Math.floor(rest / 128)) length.push((rest % 128) | 128);
    parts.push(Buffer.from([...length, rest]), packet);
  }
  return Buffer.concat(parts);
}

export function unpackBitstream(bytes) {
  const packets = [];
  for (let at = 1; at < bytes.length;) {
    let length = 0;
    for (let group = 0; ; group += 1) {
      const byte = bytes[at++];
      length += (byte & 127) * 128 ** group;
      if (byte < 128) break;
    }
    packets.push(bytes.subarray(at, at + length));
    at += length;
  }
  return { quality: bytes[0], packets };
}
