import { APIS, COLORS, frameGeometry, LANGUAGES, type Api, type Color, type Language } from '@codecsmith/codec';
import { crc32 } from './crc32.ts';
import { StreamError } from './stream-error.ts';

/** Matrices and ranges by their number in the file; 0 is "not tagged". */
export const STREAM_MATRICES = ['bt601', 'bt709', 'smpte240m', 'fcc', 'bt2020'] as const;
export const STREAM_RANGES = ['tv', 'pc'] as const;

/** Everything that a decoder needs besides the codec and the packets. */
export interface StreamHead {
  readonly language: Language;
  readonly api: Api;
  readonly color: Color;
  readonly matrix: (typeof STREAM_MATRICES)[number] | null;
  readonly range: (typeof STREAM_RANGES)[number] | null;
  /** Of the picture, odd or even. */
  readonly width: number;
  readonly height: number;
  readonly fps: { readonly num: number; readonly den: number };
  readonly frames: number;
  /** Frames of every segment but the last, which may be shorter. */
  readonly segmentFrames: number;
  readonly seed: number;
  /** Hex sha256 of the codec's cleared source. */
  readonly codec: string;
  /** Hex sha256 of the building blocks that it imports; null when it imports none. */
  readonly kit: string | null;
}

/** Like PNG's: not text, and broken by every transfer that changes line ends. */
const MAGIC = Uint8Array.of(0x89, 0x43, 0x53, 0x4d, 0x0d, 0x0a, 0x1a, 0x0a);
const VERSION = 1;
export const HEAD_BYTES = 112;
const CRC_AT = HEAD_BYTES - 4;
const NO_KIT = '0'.repeat(64);

/** How many segments the frames of a stream make. */
export const segmentCount = ({ frames, segmentFrames }: Pick<StreamHead, 'frames' | 'segmentFrames'>): number =>
  Math.ceil(frames / segmentFrames);

/** Frames of segment `index`. */
export const framesOfSegment = ({ frames, segmentFrames }: StreamHead, index: number): number =>
  Math.min(segmentFrames, frames - index * segmentFrames);

const tagNumber = (names: readonly string[], name: string | null): number =>
  name === null ? 0 : 1 + indexIn(names, name);

function indexIn(names: readonly string[], name: string): number {
  const index = names.indexOf(name);
  if (index === -1) throw new RangeError(`${name} is not allowed: ${names.join(', ')} are`);
  return index;
}

/** @throws RangeError when a value does not fit its field */
export function writeHead(head: StreamHead): Uint8Array {
  checkNumbers(head, (message) => new RangeError(message));
  const bytes = new Uint8Array(HEAD_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  const small = [
    VERSION,
    indexIn(LANGUAGES, head.language),
    indexIn(APIS, head.api),
    indexIn(COLORS, head.color),
    tagNumber(STREAM_MATRICES, head.matrix),
    tagNumber(STREAM_RANGES, head.range),
  ];
  bytes.set(small, MAGIC.length);
  numbersOf(head).forEach(([, value], index) => view.setUint32(16 + 4 * index, value, true));
  bytes.set(digestBytes('codec', head.codec), 44);
  bytes.set(digestBytes('kit', head.kit ?? NO_KIT), 76);
  view.setUint32(CRC_AT, crc32(bytes.subarray(0, CRC_AT)), true);
  return bytes;
}

/** @throws StreamError naming the offset */
export function readHead(bytes: Uint8Array): StreamHead {
  const wrong = MAGIC.findIndex((value, index) => bytes[index] !== value);
  if (wrong >= 0) throw new StreamError('this is no stream of codecsmith: its first bytes are others', wrong);
  if (bytes.length > 8 && bytes[8] !== VERSION) {
    throw new StreamError(`its format has version ${bytes[8]}, known here is ${VERSION}`, 8);
  }
  if (bytes.length < HEAD_BYTES) {
    throw new StreamError(
      `the head has ${HEAD_BYTES} bytes, ${bytes.length} are there: the file is cut off`,
      bytes.length,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEAD_BYTES);
  const [stored, found] = [view.getUint32(CRC_AT, true), crc32(bytes.subarray(0, CRC_AT))];
  if (stored !== found) throw new StreamError('the head is damaged: its checksum is another', CRC_AT);
  const head = { ...namesAt(bytes), ...numbersAt(view), codec: hexAt(bytes, 44), kit: kitAt(bytes) };
  checkNumbers(head, (message) => new StreamError(message, 16));
  return head;
}

function namesAt(bytes: Uint8Array) {
  const pick = <Name extends string>(names: readonly Name[], offset: number, field: string): Name => {
    const name = names[bytes[offset] ?? 255];
    if (name === undefined)
      throw new StreamError(`${field} has the number ${bytes[offset]}, which is not known`, offset);
    return name;
  };
  const tag = <Name extends string>(names: readonly Name[], offset: number, field: string): Name | null =>
    pick([null as unknown as Name, ...names], offset, field);
  if (bytes[14] !== 0 || bytes[15] !== 0) throw new StreamError('bytes that are not used are not zero', 14);
  return {
    language: pick(LANGUAGES, 9, 'language'),
    api: pick(APIS, 10, 'api'),
    color: pick(COLORS, 11, 'color'),
    matrix: tag(STREAM_MATRICES, 12, 'matrix'),
    range: tag(STREAM_RANGES, 13, 'range'),
  };
}

const numbersOf = ({ width, height, fps, frames, segmentFrames, seed }: StreamHead) =>
  [
    ['width', width],
    ['height', height],
    ['fps.num', fps.num],
    ['fps.den', fps.den],
    ['frames', frames],
    ['segmentFrames', segmentFrames],
    ['seed', seed],
  ] as const;

function numbersAt(view: DataView) {
  const at = (index: number): number => view.getUint32(16 + 4 * index, true);
  const fps = { num: at(2), den: at(3) };
  return { width: at(0), height: at(1), fps, frames: at(4), segmentFrames: at(5), seed: at(6) };
}

function checkNumbers(head: StreamHead, refuse: (message: string) => Error): void {
  for (const [name, value] of numbersOf(head)) {
    const least = name === 'seed' ? 0 : 1;
    if (Number.isInteger(value) && value >= least && value <= 0xffff_ffff) continue;
    throw refuse(`${name} is ${value}: allowed are whole numbers from ${least} to ${0xffff_ffff}`);
  }
  try {
    frameGeometry(head.color, head.width, head.height);
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
}

function digestBytes(field: string, hex: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new RangeError(`${field} is ${hex}: a hex sha256 is allowed`);
  return Uint8Array.from({ length: 32 }, (_, index) => parseInt(hex.slice(2 * index, 2 * index + 2), 16));
}

const hexAt = (bytes: Uint8Array, offset: number): string =>
  [...bytes.subarray(offset, offset + 32)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const kitAt = (bytes: Uint8Array): string | null => {
  const hex = hexAt(bytes, 76);
  return hex === NO_KIT ? null : hex;
};
