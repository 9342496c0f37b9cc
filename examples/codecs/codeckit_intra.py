"""Intra codec on codeckit: no frame looks at another's samples, only the adaptive statistics are shared.

Quarter-tree of 16, 8 and 4 blocks, 31 directional modes, chroma from luma, DCT or DST, RDOQ, mixed contexts into rANS,
a Wiener filter sent once. Frames are coded in groups, side by side, which numpy needs to be fast.
"""
import numpy as np
from codeckit import bits, filters, intra_plane, picture, planes, quant, rans

COLOR = "i420"
GROUP_SAMPLES = 1_500_000
MACROBLOCK = (16, 8, 8)
SIZES = ((16, 8, 4), (8, 4), (8, 4))


def steps(quality):
    """Quantiser steps of Y, U, V in 1/16; chroma is finer than luma where luma is coarse."""
    luma = quant.step_from_quality(quality)
    chroma = int(round(0.88 * luma * min(1.0, 35 * 16 / luma) ** 0.4))
    return luma, chroma, chroma


def group_size(config):
    """Frames coded side by side: many for speed, few enough for memory."""
    return max(1, GROUP_SAMPLES // (config["width"] * config["height"]))


def cut(tall, frames, shape):
    """Stacked padded planes (F*H', W') to (F, H, W)."""
    return tall.reshape(frames, -1, tall.shape[1])[:, : shape[0], : shape[1]]


def stack(images, k):
    """Planes (F, H, W) padded to macroblocks and stacked (F*H', W')."""
    return np.concatenate([planes.pad_to(image, MACROBLOCK[k]) for image in images])


def filtered(images, coefficients_, step):
    return np.stack([filters.wiener_apply(image, coefficients_, step) for image in images])


def half(luma):
    """Luma (F, H, W) at chroma resolution, stacked and padded like chroma."""
    return stack((luma[:, ::2, ::2] + luma[:, 1::2, ::2] + luma[:, ::2, 1::2] + luma[:, 1::2, 1::2] + 2) >> 2, 1)


def encode_video(frames, config):
    models, filter_sets, chunks = picture.PictureModel(SIZES), [], []
    for start in range(0, len(frames), group_size(config)):
        group = frames[start : start + group_size(config)]
        sources = [planes.split_i420(f, config["width"], config["height"]) for f in group]
        blocks, luma, count = [], None, len(sources)
        for k, step in enumerate(steps(config["quality"])):
            images = np.stack([s[k] for s in sources])
            found, tall = intra_plane.encode_plane(stack(images, k), step, MACROBLOCK[k], SIZES[k], luma, count)
            decoded = cut(tall, count, images.shape[1:])
            if start == 0:
                filter_sets.append(filters.wiener_fit(decoded[0], images[0], step))
            if k == 0:
                luma = half(filtered(decoded, filter_sets[0], step))
            blocks.append(found)
        encoder = rans.RansEncoder()
        models.code(encoder, blocks)
        chunks.append(encoder.finish())
    return np.stack(filter_sets).tobytes() + bits.join_chunks(chunks)


def decode_video(data, config):
    models, out = picture.PictureModel(SIZES), []
    shapes = planes.i420_shapes(config["width"], config["height"])
    count = 3 * filters.CLASSES * len(filters.TAPS)
    filter_sets = np.frombuffer(data[:count], np.int8).reshape(3, filters.CLASSES, -1)
    for chunk in bits.split_chunks(data[count:]):
        frames = min(group_size(config), config["frame_count"] - len(out))
        padded = [(frames * (h + -h % m), w + -w % m) for (h, w), m in zip(shapes, MACROBLOCK)]
        blocks = [intra_plane.PlaneBlocks.empty(*shape) for shape in padded]
        models.code(rans.RansDecoder(chunk), blocks)
        group, luma = [], None
        for k, step in enumerate(steps(config["quality"])):
            tall = intra_plane.decode_plane(blocks[k], step, MACROBLOCK[k], SIZES[k], luma, frames)
            group.append(filtered(cut(tall, frames, shapes[k]), filter_sets[k], step))
            luma = half(group[0])
        out += [planes.join_i420([p[f] for p in group]) for f in range(frames)]
    return np.stack(out)
