import type { KitGenes } from './kit-genes.ts';

/** True when decisions go through codeckit's adaptive coder, not through a general compressor. */
export const isRans = ({ entropy }: KitGenes): boolean => entropy === 'adaptive' || entropy === 'contexts';

const packed = (compress: string, decompress: string): string => `def make_coders():
    """A general compressor needs no models of its own."""
    return None


def write_group(coders, blocks, frames):
    """Block structure and levels of all planes, levels of the same frequency side by side."""
    parts = []
    for k, plane in enumerate(blocks):
        levels = coefficients.to_frequency(plane.levels, *layout_of(plane, k))
        folded = bits.zigzag(levels.reshape(-1, MACROBLOCK[k] ** 2).T)
        parts += [plane.size, plane.mode, plane.kind, (folded & 255).astype(np.uint8), (folded >> 8).astype(np.uint8)]
    return ${compress}


def read_group(coders, chunk, blocks, frames):
    """Inverse of write_group: fills the blocks."""
    values, offset = np.frombuffer(${decompress}, np.uint8), 0

    def take(count):
        nonlocal offset
        offset += count
        return values[offset - count : offset]

    for k, plane in enumerate(blocks):
        for cells in (plane.size, plane.mode, plane.kind):
            cells[:] = take(cells.size).reshape(cells.shape)
        folded = take(plane.levels.size).astype(np.int64) + (take(plane.levels.size).astype(np.int64) << 8)
        m, (rows, columns) = MACROBLOCK[k], plane.levels.shape
        levels = bits.unzigzag(folded).reshape(m * m, -1).T.reshape(rows // m, columns // m, m, m)
        plane.levels[:] = coefficients.from_frequency(levels, *layout_of(plane, k))`;

const GROUP = `def make_coders():
    """Models of all planes, alive for the whole clip, the same on both sides."""
    return [PlaneCoder(k) for k in range(3)]


def code_group(coder, coders, blocks, frames):
    """Code all planes of a group of frames in one stream, signs last. Fills the blocks when decoding."""
    coded, hint = [], None
    for k, plane_coder in enumerate(coders):
        guide = blocks[0].mode if k else None
        coded.append(plane_coder.code(coder, blocks[k], guide, hint if k == 2 else None, frames))
        hint = coded[-1][0]
    for k, (plane, (magnitudes, values)) in enumerate(zip(blocks, coded)):
        signed = coefficients.code_signs(coder, magnitudes, values)
        plane.levels[:] = coefficients.from_frequency(signed, *layout_of(plane, k))


def write_group(coders, blocks, frames):
    encoder = rans.RansEncoder()
    code_group(encoder, coders, blocks, frames)
    return encoder.finish()


def read_group(coders, chunk, blocks, frames):
    code_group(rans.RansDecoder(chunk), coders, blocks, frames)`;

const ADAPTIVE = `class PlaneCoder:
    """Adaptive models of one plane; a level's context is its frequency."""

    def __init__(self, k):
        self.k, self.positions = k, MACROBLOCK[k] ** 2
        self.modes = modes.ModeModel(MACROBLOCK[k], SIZES[k], len(KINDS), guided=k > 0)
        self.levels = symbols.GolombCoder(self.positions)

    def code(self, coder, blocks, guide, hint, frames):
        """Code one plane's blocks; returns magnitudes and, when encoding, levels in the order of frequencies."""
        self.modes.code(coder, blocks, coder.decoding, guide, frames)
        m, (rows, columns) = MACROBLOCK[self.k], blocks.levels.shape
        shape = rows // m, columns // m, m, m
        values = None if coder.decoding else coefficients.to_frequency(blocks.levels, *layout_of(blocks, self.k))
        contexts = np.tile(np.arange(self.positions), shape[0] * shape[1])
        known = None if values is None else np.abs(values).reshape(-1)
        return self.levels.code(coder, contexts, known).reshape(shape), values


${GROUP}`;

const CONTEXTS = `class PlaneCoder:
    """Context models of one plane: a level is predicted from its neighbours, its frequency, its block."""

    def __init__(self, k):
        self.k = k
        self.modes = modes.ModeModel(MACROBLOCK[k], SIZES[k], len(KINDS), guided=k > 0)
        classes = len(KINDS) * len(SIZES[k])
        self.levels = coefficients.CoefficientModel(MACROBLOCK[k], classes, 6, hint=k == 2)

    def code(self, coder, blocks, guide, hint, frames):
        """Code one plane's blocks; returns magnitudes and, when encoding, levels in the order of frequencies."""
        self.modes.code(coder, blocks, coder.decoding, guide, frames)
        layout = layout_of(blocks, self.k)
        rank = np.searchsorted(sorted(SIZES[self.k]), layout[0])
        kind = intra_plane.expand(blocks.kind) + len(KINDS) * rank
        mode = intra.MODE_CLASS[np.minimum(intra_plane.expand(blocks.mode), intra.MODES - 1)]
        kind, mode = (coefficients.to_frequency(cells, *layout) for cells in (kind, mode))
        values = None if coder.decoding else coefficients.to_frequency(blocks.levels, *layout)
        return self.levels.code(coder, kind.shape[:2], kind, mode, values, hint), values


${GROUP}`;

/** What turns blocks into bytes and back: make_coders, write_group, read_group. */
export const BACK_END: Readonly<Record<KitGenes['entropy'], string>> = {
  zlib: packed('zlib.compress(b"".join(part.tobytes() for part in parts), 9)', 'zlib.decompress(chunk)'),
  lzma: packed('lzma.compress(b"".join(part.tobytes() for part in parts))', 'lzma.decompress(chunk)'),
  adaptive: ADAPTIVE,
  contexts: CONTEXTS,
};
