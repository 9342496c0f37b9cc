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

/** A mistake that models make. */
export interface Slip {
  readonly right: string;
  readonly wrong: string;
  /** What a failure must tell its author, so that the mistake can be found: without it nobody can. */
  readonly told: RegExp;
}

/** One slip of each kind: at an import, in an argument, in the second frame, in the header of the bitstream. */
export const SLIPS = {
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
} as const satisfies Readonly<Record<string, Slip>>;

export type SlipName = keyof typeof SLIPS;
export const SLIP_NAMES = Object.keys(SLIPS) as SlipName[];

/** The slips that code holds. */
export const slipsIn = (code: string): Slip[] => Object.values(SLIPS).filter(({ wrong }) => code.includes(wrong));

export const deadOf = (code: string): number => Number(/^DEAD = (\d+)(?: |$)/mu.exec(code)?.[1] ?? 50);
export const withDead = (code: string, dead: number): string => code.replace(/^DEAD = \d+/mu, `DEAD = ${dead}`);
/** The same code, whose number the lab may vary. */
export const marked = (code: string): string => code.replace(/^DEAD = \d+$/mu, '$&  # tune 5..70');
