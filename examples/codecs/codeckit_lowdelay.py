"""Low-delay codec on codeckit: the first frame intra, each later one predicted from the two before it.

Quarter-sample motion of 16x16 and 8x8 blocks, the mean of two references, residuals in 16, 8 and 4 blocks with RDOQ,
mixed contexts into rANS, deblocking and a Wiener filter in the loop. Nothing waits inside a predicted frame, so each
step is one numpy call for the whole frame.
"""
import numpy as np
from codeckit import filters, inter_picture, inter_plane, intra_plane, picture, planes, quant, rans

COLOR = "i420"
LUMA, CHROMA = (16, 8, 4), (8, 4)
SIZES = (LUMA, CHROMA, CHROMA)
FIRST_STEP = 0.8
LATER_STEPS = (0.9, 1.0, 1.0, 1.0)
PRICE, PRIOR = 0.13, 0.35


def steps(quality, frame_index):
    """Quantiser steps of Y, U, V in 1/16: the frames that others lean on most are finer."""
    share = FIRST_STEP if frame_index == 0 else LATER_STEPS[frame_index % len(LATER_STEPS)]
    luma = quant.step_from_quality(quality) * share
    chroma = int(round(0.88 * luma * min(1.0, 35 * 16 / luma) ** 0.4))
    return int(round(luma)), chroma, chroma


class Side:
    """What one side knows: models, filters, the last two decoded pictures. Both sides learn the same."""

    def __init__(self):
        self.intra = picture.PictureModel(SIZES)
        self.inter = picture.PictureModel(SIZES, predicted=True)
        self.motion = inter_picture.MotionModel()
        self.filters = [filters.LoopFilter() for _ in SIZES]
        self.references = []

    def keep(self, shown):
        self.references = [inter_picture.references_of(shown)] + self.references[:1]


_side = None


def half(luma):
    """Luma at chroma's resolution, twice, one above the other: what U and V are predicted from."""
    quarter = (luma[::2, ::2] + luma[1::2, ::2] + luma[::2, 1::2] + luma[1::2, 1::2] + 2) >> 2
    return np.concatenate([quarter, quarter])


def smooth(decoded, shapes, plane_steps):
    """Decoded planes, cut to size, their block edges smoothed."""
    return [filters.deblock(plane, step)[:h, :w] for plane, (h, w), step in zip(decoded, shapes, plane_steps)]


def encode_intra(padded, plane_steps):
    luma, decoded = intra_plane.encode_plane(padded[0], plane_steps[0], LUMA[0], LUMA)
    chroma, pair = intra_plane.encode_plane(np.concatenate(padded[1:]), plane_steps[1], CHROMA[0], CHROMA, half(decoded), 2)
    return [luma, *chroma.unstacked(2)], [decoded, *np.split(pair, 2)]


def encode_inter(encoder, padded, plane_steps):
    move = inter_picture.find_motion(padded[0], _side.references, plane_steps[0], _side.motion.field)
    _side.motion.code(encoder, move.choice.shape, move)
    predicted = inter_picture.predict(_side.references, move)
    blocks = [
        inter_plane.encode_residual(source - guess, step, sizes[0], sizes, PRICE, PRIOR)
        for source, guess, step, sizes in zip(padded, predicted, plane_steps, SIZES)
    ]
    return blocks, add_residuals(predicted, blocks, plane_steps)


def add_residuals(predicted, blocks, plane_steps):
    residuals = [inter_plane.decode_residual(plane, step, s) for plane, step, s in zip(blocks, plane_steps, SIZES)]
    return [np.clip(guess + residual, 0, 255) for guess, residual in zip(predicted, residuals)]


def compress_video_frame(frame, frame_index, config):
    global _side
    if frame_index == 0:
        _side = Side()
    encoder, plane_steps = rans.RansEncoder(), steps(config["quality"], frame_index)
    sources = planes.split_i420(frame, config["width"], config["height"])
    padded = [planes.pad_to(plane, sizes[0]) for plane, sizes in zip(sources, SIZES)]
    if frame_index == 0:
        blocks, decoded = encode_intra(padded, plane_steps)
    else:
        blocks, decoded = encode_inter(encoder, padded, plane_steps)
    shown = smooth(decoded, [plane.shape for plane in sources], plane_steps)
    for k, (plane, source, step) in enumerate(zip(shown, sources, plane_steps)):
        _side.filters[k].choose(plane, source, step)
        _side.filters[k].code(encoder)
        shown[k] = _side.filters[k].apply(plane, step)
    (_side.inter if frame_index else _side.intra).code(encoder, blocks)
    _side.keep(shown)
    return encoder.finish()


def decompress_video_frame(data, frame_index, config):
    global _side
    if frame_index == 0:
        _side = Side()
    decoder, plane_steps = rans.RansDecoder(data), steps(config["quality"], frame_index)
    shapes = planes.i420_shapes(config["width"], config["height"])
    rows, columns = (-(-n // 16) for n in shapes[0])
    luma, chroma = (intra_plane.PlaneBlocks.empty(16 * rows, columns * n) for n in (16, 8))
    blocks = [luma, *chroma.unstacked(2)]
    if frame_index:
        predicted = inter_picture.predict(_side.references, _side.motion.code(decoder, (rows, columns)))
    for loop_filter in _side.filters:
        loop_filter.code(decoder)
    (_side.inter if frame_index else _side.intra).code(decoder, blocks)
    if frame_index:
        decoded = add_residuals(predicted, blocks, plane_steps)
    else:
        first = intra_plane.decode_plane(luma, plane_steps[0], LUMA[0], LUMA)
        pair = intra_plane.decode_plane(chroma, plane_steps[1], CHROMA[0], CHROMA, half(first), 2)
        decoded = [first, *np.split(pair, 2)]
    shown = smooth(decoded, shapes, plane_steps)
    shown = [loop_filter.apply(plane, step) for loop_filter, plane, step in zip(_side.filters, shown, plane_steps)]
    _side.keep(shown)
    return planes.join_i420(shown)
