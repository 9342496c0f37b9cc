import { blockSize, isWavelet, looksBack, type Genes } from './genes.ts';

/** Sources of the parts of a template. Each function gives whole top-level definitions. */

const DCT = `def cosine_basis(size):
    """Rows are the orthonormal cosine functions of a block of \`size\` samples."""
    k = np.arange(size)[:, None]
    x = np.arange(size)[None, :]
    basis = np.sqrt(2.0 / size) * np.cos(np.pi * (2 * x + 1) * k / (2 * size))
    basis[0] /= np.sqrt(2.0)
    return basis.astype(np.float32)


BASIS = cosine_basis(BLOCK)
FREQUENCY = np.add.outer(np.arange(BLOCK), np.arange(BLOCK)).reshape(-1)
# From low to high frequency, so that alike coefficients stand together.
SCAN = np.argsort(FREQUENCY, kind="stable")


def weights(shape):
    """Relative step of each coefficient, in the order of \`forward\`."""
    per_frequency = 1.0 + SLOPE * FREQUENCY[SCAN] / (2.0 * BLOCK - 2.0)
    return np.repeat(per_frequency, shape[0] * shape[1] // (BLOCK * BLOCK)).astype(np.float32)


def forward(plane):
    """Coefficients of a plane: all means first, then all first frequencies, and so on."""
    height, width = plane.shape
    blocks = plane.reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK).swapaxes(1, 2)
    coefficients = BASIS @ blocks @ BASIS.T
    return coefficients.reshape(-1, BLOCK * BLOCK)[:, SCAN].T.reshape(-1)


def inverse(coefficients, shape):
    rows, columns = shape[0] // BLOCK, shape[1] // BLOCK
    ordered = np.empty((rows * columns, BLOCK * BLOCK), np.float32)
    ordered[:, SCAN] = coefficients.reshape(BLOCK * BLOCK, -1).T
    blocks = BASIS.T @ ordered.reshape(rows, columns, BLOCK, BLOCK) @ BASIS
    return blocks.swapaxes(1, 2).reshape(shape)`;

const LIFT_97 = `# Lifting steps of the CDF 9/7 pair (Daubechies and Sweldens, 1998): odd, even, odd, even samples.
LIFTING = (-1.586134342, -0.052980118, 0.882911076, 0.443506852)
SCALE = 1.149604398`;

const LIFT_53 = `# Lifting steps of the CDF 5/3 pair (Le Gall and Tabatabai, 1988): odd, then even samples.
LIFTING = (-0.5, 0.25)
SCALE = 1.189207115`;

const WAVELET = `def neighbours(samples, of_odd):
    """For odd samples the even one behind, for even samples the odd one before; mirrored at the edge."""
    if of_odd:
        return np.concatenate([samples[1:], samples[-1:]])
    return np.concatenate([samples[:1], samples[:-1]])


def analyse(signal):
    """One octave along the first axis: low band, high band."""
    even, odd = signal[0::2].copy(), signal[1::2].copy()
    for index, factor in enumerate(LIFTING):
        if index % 2 == 0:
            odd += factor * (even + neighbours(even, True))
        else:
            even += factor * (odd + neighbours(odd, False))
    return even * SCALE, odd / SCALE


def synthesise(low, high):
    """Undoes \`analyse\`."""
    even, odd = low / SCALE, high * SCALE
    for index, factor in reversed(list(enumerate(LIFTING))):
        if index % 2 == 0:
            odd = odd - factor * (even + neighbours(even, True))
        else:
            even = even - factor * (odd + neighbours(odd, False))
    signal = np.empty((2 * even.shape[0], even.shape[1]), np.float32)
    signal[0::2], signal[1::2] = even, odd
    return signal


def band_shapes(shape):
    """Shapes of all bands, coarsest first: one low band, then three bands an octave."""
    octaves = [(shape[0] >> level, shape[1] >> level) for level in range(OCTAVES, 0, -1)]
    return octaves[:1] + [octave for octave in octaves for _ in range(3)]


def weights(shape):
    """Relative step of each coefficient, in the order of \`forward\`: finer octaves get wider steps."""
    steps = [1.0] + [1.0 + SLOPE * octave / (OCTAVES - 1.0) for octave in range(OCTAVES) for _ in range(3)]
    parts = [np.full(rows * columns, step) for step, (rows, columns) in zip(steps, band_shapes(shape))]
    return np.concatenate(parts).astype(np.float32)


def forward(plane):
    """Coefficients of a plane, coarsest band first."""
    bands, low = [], plane
    for _ in range(OCTAVES):
        top, bottom = analyse(low)
        low, right = (part.T for part in analyse(top.T))
        down, corner = (part.T for part in analyse(bottom.T))
        bands = [right, down, corner] + bands
    return np.concatenate([band.reshape(-1) for band in [low] + bands])


def inverse(coefficients, shape):
    bands, offset = [], 0
    for rows, columns in band_shapes(shape):
        bands.append(coefficients[offset:offset + rows * columns].reshape(rows, columns))
        offset += rows * columns
    low = bands[0]
    for octave in range(OCTAVES):
        right, down, corner = bands[1 + 3 * octave:4 + 3 * octave]
        low = synthesise(synthesise(low.T, right.T).T, synthesise(down.T, corner.T).T)
    return low`;

const MOTION = `def search_motion(current, reference):
    """For each macroblock the shift (dy, dx) into the reference with the least absolute difference."""
    height, width = current.shape
    rows, columns = height // MACROBLOCK, width // MACROBLOCK
    target = current.astype(np.int16)
    padded = np.pad(reference, REACH, mode="edge").astype(np.int16)
    best = np.full((rows, columns), 1 << 30)
    motion = np.zeros((rows, columns, 2), np.int8)
    for dy in range(-REACH, REACH + 1):
        for dx in range(-REACH, REACH + 1):
            window = padded[REACH + dy:REACH + dy + height, REACH + dx:REACH + dx + width]
            difference = np.abs(target - window).reshape(rows, MACROBLOCK, columns, MACROBLOCK)
            # Long vectors cost bits: they must earn them.
            cost = difference.sum(axis=(1, 3), dtype=np.int32) + 24 * (abs(dy) + abs(dx))
            better = cost < best
            best = np.where(better, cost, best)
            motion[better] = (dy, dx)
    return motion


def compensate(reference, motion, block, scale):
    """Builds the prediction of a plane: each block fetched from where its vector points."""
    height, width = reference.shape
    vectors = np.repeat(np.repeat(motion.astype(np.int32) // scale, block, axis=0), block, axis=1)
    ys = np.clip(np.arange(height)[:, None] + vectors[:, :, 0], 0, height - 1)
    xs = np.clip(np.arange(width)[None, :] + vectors[:, :, 1], 0, width - 1)
    return reference[ys, xs]


def moved(planes, motion):
    half = MACROBLOCK // 2
    return [compensate(planes[0], motion, MACROBLOCK, 1)] + [compensate(p, motion, half, 2) for p in planes[1:]]`;

const PLANES = `def padded_shapes(config):
    """Shapes of Y, U and V, padded so that the transform fits."""
    height, width = (side + -side % UNIT for side in (config["height"], config["width"]))
    return (height, width), (height // 2, width // 2), (height // 2, width // 2)


def true_shapes(config):
    height, width = config["height"], config["width"]
    return (height, width), (height // 2, width // 2), (height // 2, width // 2)


def split_planes(frame, config):
    """Y, U and V lie one after the other in an i420 frame; each is padded by its last line and column."""
    flat, offset, planes = frame.reshape(-1), 0, []
    for (height, width), (full_height, full_width) in zip(true_shapes(config), padded_shapes(config)):
        plane = flat[offset:offset + height * width].reshape(height, width)
        planes.append(np.pad(plane, ((0, full_height - height), (0, full_width - width)), mode="edge"))
        offset += height * width
    return planes


def join_planes(planes, config):
    cropped = [plane[:height, :width].reshape(-1) for plane, (height, width) in zip(planes, true_shapes(config))]
    return np.concatenate(cropped).reshape(config["height"] * 3 // 2, config["width"])`;

const LEVELS = `def quantiser_step(quality, index):
    """Step of a plane (0 is luma) for quality 1-100: it halves every HALVING points, down to 1."""
    return 2.0 ** ((100 - quality) / HALVING) * (1.0 if index == 0 else CHROMA)


def pack_levels(levels):
    """Signed levels as bytes: all low bytes, then all high bytes, which are nearly always zero."""
    folded = np.where(levels < 0, -2 * levels - 1, 2 * levels).astype(np.uint16)
    return (folded & 255).astype(np.uint8).tobytes() + (folded >> 8).astype(np.uint8).tobytes()


def unpack_levels(data):
    count = len(data) // 2
    low = np.frombuffer(data, np.uint8, count).astype(np.int32)
    high = np.frombuffer(data, np.uint8, count, offset=count).astype(np.int32)
    folded = low + (high << 8)
    return np.where(folded & 1, -(folded >> 1) - 1, folded >> 1)


def quantise(residual, step):
    scaled = forward(residual) / (step * weights(residual.shape))
    return (np.sign(scaled) * np.floor(np.abs(scaled) + ROUNDING)).astype(np.int32)


def reconstruct(prediction, levels, step):
    """What the decoder shows. Both sides call it with equal shapes, so its rounding is the same on both."""
    coefficients = (levels * (step * weights(prediction.shape))).astype(np.float32)
    plane = np.rint(prediction + inverse(coefficients, prediction.shape))
    return np.clip(plane, 0, 255).astype(np.uint8)


def flat_grey(shapes):
    return [np.full(shape, 128, np.uint8) for shape in shapes]`;

const MEANS = `def code_means(levels, shape):
    """Sends the first coefficient of a block, its mean, as the difference to the block on the left."""
    means = levels[:shape[0] * shape[1] // (BLOCK * BLOCK)].reshape(-1, shape[1] // BLOCK)
    means[:, 1:] -= means[:, :-1].copy()


def restore_means(levels, shape):
    means = levels[:shape[0] * shape[1] // (BLOCK * BLOCK)].reshape(-1, shape[1] // BLOCK)
    np.cumsum(means, axis=1, out=means)`;

const PACKERS: Readonly<Record<Genes['entropy'], readonly [string, string]>> = {
  zlib: ['zlib.compress(payload, 9)', 'zlib.decompress(data)'],
  bz2: ['bz2.compress(payload, 9)', 'bz2.decompress(data)'],
  lzma: [
    'lzma.compress(payload, format=lzma.FORMAT_RAW, filters=FILTERS)',
    'lzma.decompress(data, format=lzma.FORMAT_RAW, filters=FILTERS)',
  ],
};

/** Constants of the draw, each with what it is. */
export function constants(genes: Genes): string {
  const transform = isWavelet(genes) ? ['OCTAVES = 4'] : [`BLOCK = ${blockSize(genes)}`];
  const unit = isWavelet(genes) ? 32 : Math.max(16, 2 * blockSize(genes));
  return [
    'COLOR = "i420"',
    ...transform,
    `UNIT = ${unit}`,
    `HALVING = ${genes.halving}.0`,
    `SLOPE = ${genes.slope}`,
    `ROUNDING = ${genes.rounding}`,
    `CHROMA = ${genes.chroma}`,
    ...(looksBack(genes) ? [`KEY_INTERVAL = ${genes.keyInterval}`] : []),
    ...(genes.prediction === 'motion' ? ['MACROBLOCK = 16', `REACH = ${genes.reach}`] : []),
    ...(genes.entropy === 'lzma' ? ['FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 6}]'] : []),
    ...(isWavelet(genes) ? ['', genes.transform === 'cdf97' ? LIFT_97 : LIFT_53] : []),
    ...(looksBack(genes)
      ? ['', '# The last frame as the decoder has it: both sides keep their own copy.', '_previous = None']
      : []),
  ].join('\n');
}

export const transformPart = (genes: Genes): string => (isWavelet(genes) ? WAVELET : DCT);

/** Parts that every template has, and those that its prediction asks for. */
export const sharedParts = (genes: Genes): string[] => [
  PLANES,
  LEVELS,
  ...(genes.prediction === 'dc' ? [MEANS] : []),
  ...(genes.prediction === 'motion' ? [MOTION] : []),
];

export const packCall = (genes: Genes): string => PACKERS[genes.entropy][0];
export const unpackCall = (genes: Genes): string => PACKERS[genes.entropy][1];
