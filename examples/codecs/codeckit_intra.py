"""Intra codec on codeckit: every packet decodes alone, so models and filters start anew in each frame.

Quarter-tree of 16, 8 and 4 blocks, 31 directional modes, chroma from luma, DCT or DST, RDOQ, mixed contexts into rANS,
and a Wiener filter for each plane where it pays.
"""
import numpy as np
from codeckit import filters, intra_plane, picture, planes, quant, rans

COLOR = "i420"
LUMA, CHROMA = (16, 8, 4), (8, 4)
SIZES = (LUMA, CHROMA, CHROMA)


def steps(quality):
    """Quantiser steps of Y, U, V in 1/16; chroma is finer than luma where luma is coarse."""
    luma = quant.step_from_quality(quality)
    chroma = int(round(0.88 * luma * min(1.0, 35 * 16 / luma) ** 0.4))
    return luma, chroma, chroma


def half(luma):
    """Luma at chroma's resolution, twice, one above the other: what U and V are predicted from."""
    quarter = (luma[::2, ::2] + luma[1::2, ::2] + luma[::2, 1::2] + luma[1::2, 1::2] + 2) >> 2
    return np.concatenate([quarter, quarter])


def cut(decoded, shapes):
    return [plane[:height, :width] for plane, (height, width) in zip(decoded, shapes)]


def compress_video_frame(frame, frame_index, config):
    plane_steps = steps(config["quality"])
    sources = planes.split_i420(frame, config["width"], config["height"])
    padded = [planes.pad_to(plane, sizes[0]) for plane, sizes in zip(sources, SIZES)]
    luma, first = intra_plane.encode_plane(padded[0], plane_steps[0], LUMA[0], LUMA)
    both = np.concatenate(padded[1:])
    chroma, pair = intra_plane.encode_plane(both, plane_steps[1], CHROMA[0], CHROMA, half(first), 2)
    encoder = rans.RansEncoder()
    decoded = cut([first, *np.split(pair, 2)], [plane.shape for plane in sources])
    for plane, source, step in zip(decoded, sources, plane_steps):
        loop_filter = filters.LoopFilter()
        loop_filter.choose(plane, source, step)
        loop_filter.code(encoder)
    picture.PictureModel(SIZES).code(encoder, [luma, *chroma.unstacked(2)])
    return encoder.finish()


def decompress_video_frame(data, frame_index, config):
    decoder, plane_steps = rans.RansDecoder(data), steps(config["quality"])
    shapes = planes.i420_shapes(config["width"], config["height"])
    rows, columns = (-(-n // 16) for n in shapes[0])
    luma, chroma = (intra_plane.PlaneBlocks.empty(16 * rows, columns * n) for n in (16, 8))
    loop_filters = [filters.LoopFilter() for _ in SIZES]
    for loop_filter in loop_filters:
        loop_filter.code(decoder)
    picture.PictureModel(SIZES).code(decoder, [luma, *chroma.unstacked(2)])
    first = intra_plane.decode_plane(luma, plane_steps[0], LUMA[0], LUMA)
    pair = intra_plane.decode_plane(chroma, plane_steps[1], CHROMA[0], CHROMA, half(first), 2)
    decoded = cut([first, *np.split(pair, 2)], shapes)
    return planes.join_i420([f.apply(plane, step) for f, plane, step in zip(loop_filters, decoded, plane_steps)])
