import type { KitGenes } from './kit-genes.ts';

/** True when decisions go through codeckit's adaptive coder, not through a general compressor. */
export const isRans = ({ entropy }: KitGenes): boolean => entropy === 'adaptive' || entropy === 'contexts';

const packed = (compress: string, decompress: string): string => `def make_models():
    """A general compressor needs no models of its own."""
    return None


def layout_of(plane, sizes):
    """What it takes to bring levels into the order of frequencies."""
    return intra_plane.expand(plane.size), sizes[0], sizes


def pack(models, blocks):
    """Block structure and levels of all planes, levels of the same frequency side by side."""
    parts = []
    for plane, sizes in zip(blocks, SIZES):
        levels = coefficients.to_frequency(plane.levels, *layout_of(plane, sizes))
        folded = bits.zigzag(levels.reshape(-1, sizes[0] ** 2).T)
        parts += [plane.size, plane.mode, plane.kind, (folded & 255).astype(np.uint8), (folded >> 8).astype(np.uint8)]
    return ${compress}


def unpack(models, data, blocks):
    """Inverse of pack: fills the blocks."""
    values, offset = np.frombuffer(${decompress}, np.uint8), 0

    def take(count):
        nonlocal offset
        offset += count
        return values[offset - count : offset]

    for plane, sizes in zip(blocks, SIZES):
        for cells in (plane.size, plane.mode, plane.kind):
            cells[:] = take(cells.size).reshape(cells.shape)
        folded = take(plane.levels.size).astype(np.int64) + (take(plane.levels.size).astype(np.int64) << 8)
        m, (rows, columns) = sizes[0], plane.levels.shape
        levels = bits.unzigzag(folded).reshape(m * m, -1).T.reshape(rows // m, columns // m, m, m)
        plane.levels[:] = coefficients.from_frequency(levels, *layout_of(plane, sizes))`;

const STREAM = `def pack(models, blocks):
    """Block structure, levels and signs of all planes in one stream."""
    encoder = rans.RansEncoder()
    models.code(encoder, blocks)
    return encoder.finish()


def unpack(models, data, blocks):
    """Inverse of pack: fills the blocks."""
    models.code(rans.RansDecoder(data), blocks)`;

const ADAPTIVE = `class PositionModels:
    """Adaptive models of all planes; a level's context is its frequency alone. The same code encodes and decodes."""

    def __init__(self):
        self.modes = [modes.ModeModel(s[0], s, len(KINDS), guided=k > 0) for k, s in enumerate(SIZES)]
        self.levels = [symbols.GolombCoder(s[0] ** 2) for s in SIZES]

    def code(self, coder, blocks):
        coded = []
        for k, (plane, sizes) in enumerate(zip(blocks, SIZES)):
            self.modes[k].code(coder, plane, blocks[0].mode if k else None)
            layout = intra_plane.expand(plane.size), sizes[0], sizes
            m, (rows, columns) = sizes[0], plane.levels.shape
            levels = None if coder.decoding else coefficients.to_frequency(plane.levels, *layout)
            contexts = np.tile(np.arange(m * m), plane.levels.size // (m * m))
            known = None if levels is None else np.abs(levels).reshape(-1)
            magnitudes = self.levels[k].code(coder, contexts, known).reshape(rows // m, columns // m, m, m)
            coded.append((plane, layout, magnitudes, levels))
        for plane, layout, magnitudes, levels in coded:
            signed = coefficients.code_signs(coder, magnitudes, levels)
            plane.levels[:] = coefficients.from_frequency(signed, *layout)


def make_models():
    """What both sides learn alike, anew in each frame."""
    return PositionModels()


${STREAM}`;

const CONTEXTS = `def make_models():
    """What both sides learn alike, anew in each frame: each level is predicted from its neighbours, frequency, block."""
    return picture.PictureModel(SIZES, len(KINDS))


${STREAM}`;

/** What turns blocks into bytes and back: make_models, pack, unpack. */
export const BACK_END: Readonly<Record<KitGenes['entropy'], string>> = {
  zlib: packed('zlib.compress(b"".join(part.tobytes() for part in parts), 9)', 'zlib.decompress(data)'),
  lzma: packed('lzma.compress(b"".join(part.tobytes() for part in parts))', 'lzma.decompress(data)'),
  adaptive: ADAPTIVE,
  contexts: CONTEXTS,
};

/** Modules of codeckit that the back end needs. */
export const BACK_END_MODULES: Readonly<Record<KitGenes['entropy'], readonly string[]>> = {
  zlib: ['bits', 'coefficients'],
  lzma: ['bits', 'coefficients'],
  adaptive: ['coefficients', 'modes', 'rans', 'symbols'],
  contexts: ['picture', 'rans'],
};
