/**
 * A codec that works, by a writer: differences to the frame before, quantised with a dead zone, packed by zlib. `DEAD` is
 * its one number that matters: how much of a step rounds up, in percent.
 */
export const WORKING = `"""Differences to the frame before, quantised, packed by zlib."""
import struct
import zlib

import numpy as np

COLOR = "i420"
DEAD = 50
HEADER = struct.Struct("<HHB")


def _levels(difference, step):
    size = np.abs(difference) / step + DEAD / 100
    return (np.sign(difference) * np.floor(size)).astype(np.int16)


def _shown(before, levels, step):
    return np.clip(before + levels.astype(np.int32) * step, 0, 255)


def _start(height, width):
    return np.full((height, width), 128, np.int32)


def compress_video_frame(frame, frame_index, config):
    global _sent
    height, width = frame.shape
    step = 1 + (100 - config["quality"]) // 3
    before = _start(height, width) if frame_index == 0 else _sent
    levels = _levels(frame.astype(np.int32) - before, step)
    _sent = _shown(before, levels, step)
    return HEADER.pack(width, height, step) + zlib.compress(levels.tobytes(), 9)


def decompress_video_frame(data, frame_index, config):
    global _seen
    width, height, step = HEADER.unpack_from(data)
    levels = np.frombuffer(zlib.decompress(data[HEADER.size:]), np.int16).reshape(height, width)
    before = _start(height, width) if frame_index == 0 else _seen
    _seen = _shown(before, levels, step)
    return _seen.astype(np.uint8)
`;

/** The same idea in JavaScript, with the coder of codeckit. */
const WORKING_JAVASCRIPT = `/** Differences to the frame before, quantised, through an adaptive coder. */
import { GolombModel, RangeDecoder, RangeEncoder } from 'codeckit';

const COLOR = 'i420';
const DEAD = 50;
const HEADER = 5;
let sent, seen;

const start = (size) => new Uint8Array(size).fill(128);

function shown(before, levels, step) {
  return before.map((value, at) => Math.min(Math.max(value + levels[at] * step, 0), 255));
}

function codeLevels(coder, levels) {
  const model = new GolombModel(1);
  return levels.map((level) => {
    const size = model.code(coder, 0, Math.abs(level));
    return size > 0 && coder.raw(level < 0 ? 1 : 0) === 1 ? -size : size;
  });
}

function compressVideoFrame(frame, frameIndex, config) {
  const step = 1 + Math.floor((100 - config.quality) / 3);
  const before = frameIndex === 0 ? start(frame.data.length) : sent;
  const levels = Int32Array.from(before, (value, at) => {
    const difference = frame.data[at] - value;
    return Math.sign(difference) * Math.floor(Math.abs(difference) / step + DEAD / 100);
  });
  const coder = new RangeEncoder();
  codeLevels(coder, levels);
  sent = shown(before, levels, step);
  const header = new DataView(new ArrayBuffer(HEADER));
  header.setUint32(0, levels.length);
  header.setUint8(4, step);
  const body = coder.finish();
  const packet = new Uint8Array(HEADER + body.length);
  packet.set(new Uint8Array(header.buffer));
  packet.set(body, HEADER);
  return packet;
}

function decompressVideoFrame(data, frameIndex, config) {
  const header = new DataView(data.buffer, data.byteOffset, HEADER);
  const size = header.getUint32(0);
  const step = header.getUint8(4);
  const levels = codeLevels(new RangeDecoder(data.subarray(HEADER)), new Int32Array(size));
  seen = shown(frameIndex === 0 ? start(size) : seen, levels, step);
  return seen;
}
`;

/** A mistake that models make. */
export interface Slip {
  readonly right: string;
  readonly wrong: string;
  /** What a failure must tell its author, so that the mistake can be found: without it nobody can. */
  readonly told: RegExp;
}

/** One slip of each kind: at an import, in an argument, in the second frame, in the header of the bitstream. */
export const SLIPS = {
  python: {
    import: {
      right: 'import struct\nimport zlib',
      wrong: 'import struct\nimport zlib\nfrom codeckit import huffman',
      told: /huffman/u,
    },
    argument: {
      right: 'zlib.compress(levels.tobytes(), 9)',
      wrong: 'zlib.compress(levels.tobytes(), effort=9)',
      told: /effort/u,
    },
    'frame-1': {
      right: '    before = _start(height, width) if frame_index == 0 else _sent',
      wrong: '    before = _start(height, width) if frame_index == 0 else _sent.reshape(-1)',
      told: /broadcast/u,
    },
    header: {
      right: 'zlib.decompress(data[HEADER.size:])',
      wrong: 'zlib.decompress(data[8:])',
      told: /data\[8:\]|zlib\.error/u,
    },
  },
  javascript: {
    import: {
      right: "import { GolombModel, RangeDecoder, RangeEncoder } from 'codeckit';",
      wrong: "import { GolombModel, RangeDecoder, RangeEncoder, Huffman } from 'codeckit';",
      told: /Huffman/u,
    },
    argument: {
      right: '  codeLevels(coder, levels);',
      wrong: '  codeLevels(levels);',
      told: /codeLevels|'code'|reading 'map'/u,
    },
    'frame-1': {
      right: '  const before = frameIndex === 0 ? start(frame.data.length) : sent;',
      wrong: '  const before = frameIndex === 0 ? start(frame.data.length) : sent.data.slice();',
      told: /reading 'slice'/u,
    },
    header: {
      right: '  const size = header.getUint32(0);',
      wrong: '  const size = header.getUint32(2);',
      told: /getUint32|outside the bounds/u,
    },
  },
} as const satisfies Readonly<Record<Language, Readonly<Record<string, Slip>>>>;

export type Language = 'python' | 'javascript';
export type SlipName = keyof (typeof SLIPS)['python'];
export const SLIP_NAMES = Object.keys(SLIPS.python) as SlipName[];

/** The slips that code holds. */
export const slipsIn = (code: string): Slip[] =>
  Object.values<Slip>(SLIPS[languageOf(code)]).filter(({ wrong }) => code.includes(wrong));

/** Told by how the entry points are called. */
export const languageOf = (code: string): Language => (code.includes('compressVideoFrame') ? 'javascript' : 'python');
export const workingIn = (language: Language): string => (language === 'python' ? WORKING : WORKING_JAVASCRIPT);

export const deadOf = (code: string): number => Number(/^(?:const )?DEAD = (\d+)(?:;| |$)/mu.exec(code)?.[1] ?? 50);
export const withDead = (code: string, dead: number): string => code.replace(/^((?:const )?DEAD = )\d+/mu, `$1${dead}`);
/** The same code, whose number the lab may vary. */
export const marked = (code: string): string => code.replace(/^DEAD = \d+$/mu, '$&  # tune 5..70');
