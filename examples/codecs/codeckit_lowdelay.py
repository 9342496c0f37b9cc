"""Low-delay codec on codeckit: the first frame intra, each later one predicted from the two before it.

Quarter-sample motion of 16x16 and 8x8 blocks, the mean of two references, residuals in 16, 8 and 4 blocks with RDOQ,
mixed contexts into rANS, deblocking and a Wiener filter in the loop. Nothing waits inside a predicted frame, so each
step is one numpy call for the whole frame.
"""
import numpy as np
from codeckit import filters, inter_plane, intra_plane, motion, picture, planes, quant, rans, symbols

COLOR = "i420"
MACROBLOCK = (16, 8, 8)
SIZES = ((16, 8, 4), (8, 4), (8, 4))
FIRST_STEP = 0.8
PRICE = 0.13
VECTOR_WEIGHT = 0.7
LATER_STEPS = (0.9, 1.0, 1.0, 1.0)
LAST, EARLIER, BOTH, QUARTERS = range(4)
_clip = {}


def steps(quality, frame_index):
    """Quantiser steps of Y, U, V in 1/16: the frames that others lean on most are finer."""
    share = FIRST_STEP if frame_index == 0 else LATER_STEPS[frame_index % len(LATER_STEPS)]
    luma = quant.step_from_quality(quality) * share
    chroma = int(round(0.88 * luma * min(1.0, 35 * 16 / luma) ** 0.4))
    return int(round(luma)), chroma, chroma


class Models:
    """All adaptive statistics, alive for the whole clip, the same on both sides."""

    def __init__(self):
        self.intra = picture.PictureModel(SIZES)
        self.inter = picture.PictureModel(SIZES, predicted=True)
        self.choice = motion.ChoiceModel(4)
        self.vectors = [motion.VectorModel(), motion.VectorModel()]
        self.quarters = symbols.SignedCoder(2)
        self.filter_choice = symbols.TreeCoder(4, 3)


class Clip:
    """State of one side: models, the last two reconstructed frames, the filters in force."""

    def __init__(self, config):
        self.models = Models()
        self.shapes = planes.i420_shapes(config["width"], config["height"])
        self.references = []
        self.field = None
        self.filters = [np.zeros((filters.CLASSES, len(filters.TAPS)), np.int8)] * 3

    def keep(self, decoded):
        self.references = [[motion.Reference(p, 8 if k else 4) for k, p in enumerate(decoded)]] + self.references[:1]


def clip(config):
    if not _clip:
        _clip["it"] = Clip(config)
    return _clip["it"]


def half(luma):
    return planes.pad_to((luma[::2, ::2] + luma[1::2, ::2] + luma[::2, 1::2] + luma[1::2, 1::2] + 2) >> 2, MACROBLOCK[1])


def padded_shapes(shapes):
    return [(h + -h % m, w + -w % m) for (h, w), m in zip(shapes, MACROBLOCK)]


# ---- motion: what crosses is a choice for each macroblock, one vector for each reference it uses, three more if quartered


class Motion:
    """choice (R, C), vectors[reference] (R, C, 2), quarters (R, C, 3, 2): the other three of a quartered macroblock."""

    def __init__(self, choice, vectors, quarters):
        self.choice, self.vectors, self.quarters = choice, vectors, quarters

    def grid(self, reference):
        """Vectors for each 8x8 block, (2R, 2C, 2)."""
        fine = np.repeat(np.repeat(self.vectors[reference], 2, 0), 2, 1)
        if reference == 0:
            for q in range(3):
                dy, dx = (q + 1) // 2, (q + 1) % 2
                view = fine[dy::2, dx::2]
                view[...] = np.where((self.choice == QUARTERS)[..., None], self.quarters[:, :, q], view)
        return fine


def code_motion(coder, state, shape, move=None):
    """Entropy code a Motion; returns it."""
    models = state.models
    choice = models.choice.code(coder, shape, None if move is None else move.choice)
    first = models.vectors[0].code(coder, shape, None if move is None else move.vectors[0], state.field, choice != EARLIER)
    used = (choice == EARLIER) | (choice == BOTH)
    second = models.vectors[1].code(coder, shape, None if move is None else move.vectors[1], 2 * first, used)
    quarters = np.repeat(first[:, :, None], 3, 2)
    r, c = np.nonzero(choice == QUARTERS)
    if len(r):
        for q in range(3):
            guess = first[r, c] if q < 2 else (quarters[r, c, 0] + quarters[r, c, 1]) >> 1
            for axis in (0, 1):
                miss = None if move is None else move.quarters[r, c, q, axis] - guess[:, axis]
                quarters[r, c, q, axis] = guess[:, axis] + models.quarters.code(coder, np.full(len(r), axis), miss)
    state.field = first
    return Motion(choice, [first, second], quarters)


def predict(state, move):
    """The three planes predicted, padded to macroblocks."""
    out = []
    choice = np.repeat(np.repeat(move.choice, 2, 0), 2, 1)[..., None, None]
    for k in range(3):
        first, second = (state.references[i][k].blocks(move.grid(i), 4 if k else 8) for i in (0, len(state.references) - 1))
        mean = (first + second + 1) >> 1
        out.append(planes.from_blocks(np.where(choice == EARLIER, second, np.where(choice == BOTH, mean, first))))
    return out


def find_motion(state, luma, step):
    """Search all choices for all macroblocks, by estimated bits."""
    price = 0.3 * step / 16
    sixteens, eights = planes.to_blocks(luma, 16), planes.to_blocks(luma, 8)
    found = []
    for i, reference in enumerate(r[0] for r in state.references):
        fine = motion.search(luma, reference, 16, 8)
        coarse = fine[:, :, ::2, ::2] + fine[:, :, 1::2, ::2] + fine[:, :, ::2, 1::2] + fine[:, :, 1::2, 1::2]
        vectors, bits = motion.refine(sixteens, reference, motion.choose_smooth(coarse, price), step, weight=VECTOR_WEIGHT)
        guess = 2 * found[0][0] if i else state.field
        found.append(motion.settle(sixteens, reference, vectors, step, guess, weight=VECTOR_WEIGHT))
        if i == 0:
            small, small_bits = motion.refine(eights, reference, motion.choose_smooth(fine, price), step, weight=VECTOR_WEIGHT)
    (first, bits), (second, second_bits) = found[0], found[-1]
    split_bits = small_bits[::2, ::2] + small_bits[1::2, ::2] + small_bits[::2, 1::2] + small_bits[1::2, 1::2] + 14
    two = [state.references[i][0].blocks(found[i][0], 16) for i in (0, len(found) - 1)]
    both_bits = motion.residual_cost(sixteens - ((two[0] + two[1] + 1) >> 1), step) + 6
    costs = [bits, second_bits + 2, both_bits, split_bits]
    if len(found) == 1:
        costs[EARLIER] = costs[BOTH] = bits + 1e9
    choice = np.argmin(costs, 0)
    quarters = np.stack([small[::2, 1::2], small[1::2, ::2], small[1::2, 1::2]], 2)
    first = np.where((choice == QUARTERS)[..., None], small[::2, ::2], first)
    return Motion(choice, [first, second], quarters)


# ---- in-loop filters: deblocking always; the Wiener filter off, as before, or new


def finish(plane, shape, step, wiener):
    out = filters.deblock(plane, step)[: shape[0], : shape[1]]
    return out if wiener is None else filters.wiener_apply(out, wiener, step)


def choose_filter(state, k, plane, source, step):
    """0 off, 1 the last set, 2 a new set, by squared error and the price of sending it."""
    smooth = finish(plane, source.shape, step, None)
    fresh = filters.wiener_fit(smooth, source, step)
    trials = [smooth] + [filters.wiener_apply(smooth, w, step) for w in (state.filters[k], fresh)]
    errors = [float(((t - source) ** 2).sum()) for t in trials]
    errors[2] += 8 * 7 * fresh.size / 8 * quant.LAMBDA * (step / 16) ** 2
    return int(np.argmin(errors)), fresh


def code_filters(coder, state, chosen=None):
    """Codes which filter each plane uses, and new sets; returns one set or None for each plane."""
    used = []
    for k in range(3):
        value = state.models.filter_choice.code(coder, np.array([k]), None if chosen is None else np.array([chosen[k][0]]))[0]
        if value == 2:
            sent = None if chosen is None else (chosen[k][1].view(np.uint8).reshape(-1, 1) >> np.arange(7, -1, -1)) & 1
            raw = coder.code(np.full(8 * state.filters[k].size, 1 << 14), None if sent is None else sent.reshape(-1))
            state.filters[k] = np.packbits(raw.astype(np.uint8)).view(np.int8).reshape(filters.CLASSES, -1)
        used.append(state.filters[k] if value else None)
    return used


def compress_video_frame(frame, frame_index, config):
    state, coder = clip(config), rans.RansEncoder()
    source = planes.split_i420(frame, config["width"], config["height"])
    padded = [planes.pad_to(p, m) for p, m in zip(source, MACROBLOCK)]
    plane_steps = steps(config["quality"], frame_index)
    if frame_index == 0:
        blocks, rough = [], []
        for k, step in enumerate(plane_steps):
            found, decoded = intra_plane.encode_plane(padded[k], step, MACROBLOCK[k], SIZES[k], half(rough[0]) if k else None)
            blocks.append(found)
            rough.append(decoded[: source[k].shape[0], : source[k].shape[1]] if k == 0 else decoded)
        rough[0] = planes.pad_to(rough[0], MACROBLOCK[0])
        code = state.models.intra.code
    else:
        move = code_motion(coder, state, tuple(n // 16 for n in padded[0].shape), find_motion(state, padded[0], plane_steps[0]))
        predicted = predict(state, move)
        blocks = [
            inter_plane.encode_residual(padded[k] - predicted[k], s, MACROBLOCK[k], SIZES[k], PRICE, 0.35)
            for k, s in enumerate(plane_steps)
        ]
        rough = [
            np.clip(p + inter_plane.decode_residual(b, s, z), 0, 255) for p, b, s, z in zip(predicted, blocks, plane_steps, SIZES)
        ]
        code = state.models.inter.code
    chosen = [choose_filter(state, k, rough[k], source[k], step) for k, step in enumerate(plane_steps)]
    used = code_filters(coder, state, chosen)
    code(coder, blocks)
    state.keep([finish(rough[k], source[k].shape, step, used[k]) for k, step in enumerate(plane_steps)])
    return coder.finish()


def decompress_video_frame(data, frame_index, config):
    state, coder = clip(config), rans.RansDecoder(data)
    plane_steps = steps(config["quality"], frame_index)
    shapes = padded_shapes(state.shapes)
    blocks = [intra_plane.PlaneBlocks.empty(*shape) for shape in shapes]
    if frame_index:
        predicted = predict(state, code_motion(coder, state, (shapes[0][0] // 16, shapes[0][1] // 16)))
    used = code_filters(coder, state)
    (state.models.inter if frame_index else state.models.intra).code(coder, blocks)
    rough = []
    for k, step in enumerate(plane_steps):
        if frame_index:
            rough.append(np.clip(predicted[k] + inter_plane.decode_residual(blocks[k], step, SIZES[k]), 0, 255))
        else:
            h, w = state.shapes[0]
            luma = half(rough[0][:h, :w]) if k else None
            rough.append(intra_plane.decode_plane(blocks[k], step, MACROBLOCK[k], SIZES[k], luma))
    if frame_index == 0:
        h, w = state.shapes[0]
        rough[0] = planes.pad_to(rough[0][:h, :w], MACROBLOCK[0])
    decoded = [finish(rough[k], state.shapes[k], step, used[k]) for k, step in enumerate(plane_steps)]
    state.keep(decoded)
    return planes.join_i420(decoded)
