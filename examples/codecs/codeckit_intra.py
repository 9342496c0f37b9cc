"""Intra codec on codeckit: no frame looks at another's samples, only the adaptive statistics are shared.

Quarter-tree of 16, 8 and 4 blocks, 31 directional modes, chroma from luma, DCT or DST, RDOQ, mixed contexts into rANS,
a Wiener filter sent once. Frames are coded in groups, side by side, which numpy needs to be fast.
"""
import numpy as np
from codeckit import bits, coefficients, filters, intra, intra_plane, modes, planes, quant, rans

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


class PlaneCoder:
    """Entropy models of one plane, alive for the whole clip, the same on both sides."""

    def __init__(self, k):
        self.k, self.macroblock, self.sizes = k, MACROBLOCK[k], SIZES[k]
        self.modes = modes.ModeModel(self.macroblock, self.sizes, guided=k > 0)
        self.levels = coefficients.CoefficientModel(self.macroblock, 2 * len(self.sizes), 6, hint=k == 2)

    def code(self, coder, blocks, guide, hint, frames):
        """Code one plane's blocks; returns (magnitudes, levels or None), in frequency layout, and the layout."""
        self.modes.code(coder, blocks, coder.decoding, guide, frames)
        size = intra_plane.expand(blocks.size)
        layout = size, self.macroblock, self.sizes
        kind = intra_plane.expand(blocks.kind) + 2 * (np.log2(size).astype(int) - 2)
        mode = intra.MODE_CLASS[np.minimum(intra_plane.expand(blocks.mode), intra.MODES - 1)]
        kind, mode = (coefficients.to_frequency(m, *layout) for m in (kind, mode))
        values = None if coder.decoding else coefficients.to_frequency(blocks.levels, *layout)
        return self.levels.code(coder, kind.shape[:2], kind, mode, values, hint), values, layout


def code_group(coder, coders, blocks, frames):
    """Code all planes of a group of frames in one stream, signs last. Fills `blocks` when decoding."""
    coded, hint = [], None
    for k, plane_coder in enumerate(coders):
        coded.append(plane_coder.code(coder, blocks[k], blocks[0].mode if k else None, hint if k == 2 else None, frames))
        hint = coded[-1][0]
    for plane, (magnitudes, values, layout) in zip(blocks, coded):
        plane.levels = coefficients.from_frequency(coefficients.code_signs(coder, magnitudes, values), *layout)


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
    coders, filter_sets, chunks = [PlaneCoder(k) for k in range(3)], [], []
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
        code_group(encoder, coders, blocks, count)
        chunks.append(encoder.finish())
    return np.stack(filter_sets).tobytes() + bits.join_chunks(chunks)


def decode_video(data, config):
    coders, out = [PlaneCoder(k) for k in range(3)], []
    shapes = planes.i420_shapes(config["width"], config["height"])
    count = 3 * filters.CLASSES * len(filters.TAPS)
    filter_sets = np.frombuffer(data[:count], np.int8).reshape(3, filters.CLASSES, -1)
    for chunk in bits.split_chunks(data[count:]):
        frames = min(group_size(config), config["frame_count"] - len(out))
        padded = [(frames * (h + -h % m), w + -w % m) for (h, w), m in zip(shapes, MACROBLOCK)]
        blocks = [intra_plane.PlaneBlocks.empty(*shape) for shape in padded]
        code_group(rans.RansDecoder(chunk), coders, blocks, frames)
        group, luma = [], None
        for k, step in enumerate(steps(config["quality"])):
            tall = intra_plane.decode_plane(blocks[k], step, MACROBLOCK[k], SIZES[k], luma, frames)
            group.append(filtered(cut(tall, frames, shapes[k]), filter_sets[k], step))
            luma = half(group[0])
        out += [planes.join_i420([p[f] for p in group]) for f in range(frames)]
    return np.stack(out)
