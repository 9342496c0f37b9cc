"""Lossless at quality 100, and below that near-lossless: no sample is ever off by more than a known bound.

Samples are rounded to a grid (of one value at quality 100), then coded without loss: colour differences, the better
of four predictors for each frame, zlib.
"""

import zlib

import numpy as np

COLOR = "rgb24"

_previous = None


def error_bound(quality):
    """Largest error of a sample: 0 at quality 100, 12 at quality 1."""
    return (100 - quality + 4) // 8 if quality < 100 else 0


def to_grid(frame, bound):
    """Index of the grid value nearest to each sample; the grid has a value every 2 * bound + 1."""
    return ((frame.astype(np.int32) + bound) // (2 * bound + 1)).astype(np.uint8)


def from_grid(indices, bound):
    return np.minimum(indices.astype(np.int32) * (2 * bound + 1), 255).astype(np.uint8)


def to_differences(image):
    """Red and blue as differences to green, modulo 256: undone exactly."""
    out = image.copy()
    out[:, :, 0] -= image[:, :, 1]
    out[:, :, 2] -= image[:, :, 1]
    return out


def from_differences(image):
    out = image.copy()
    out[:, :, 0] += image[:, :, 1]
    out[:, :, 2] += image[:, :, 1]
    return out


def minus_left(image):
    out = image.copy()
    out[:, 1:] -= image[:, :-1]
    return out


def minus_above(image):
    out = image.copy()
    out[1:] -= image[:-1]
    return out


def plus_left(residual):
    return np.cumsum(residual, axis=1, dtype=np.uint8)


def plus_above(residual):
    return np.cumsum(residual, axis=0, dtype=np.uint8)


# Predictors: left, above, left + above - corner, and the frame before. Sums wrap modulo 256, so all undo exactly.
def residual_of(image, mode, reference):
    if mode == 0:
        return minus_left(image)
    if mode == 1:
        return minus_above(image)
    if mode == 2:
        return minus_above(minus_left(image))
    return image - reference


def undo_residual(residual, mode, reference):
    if mode == 0:
        return plus_left(residual)
    if mode == 1:
        return plus_above(residual)
    if mode == 2:
        return plus_left(plus_above(residual))
    return residual + reference


def magnitude(residual):
    """How far from zero a residual is, as signed values: a quick estimate of its coded size."""
    return int(np.abs(residual.view(np.int8).astype(np.int16)).sum())


def compress_video_frame(frame, frame_index, config):
    global _previous
    image = to_differences(to_grid(frame, error_bound(config["quality"])))
    modes = range(3) if _previous is None else range(4)
    residuals = [residual_of(image, mode, _previous) for mode in modes]
    mode = min(modes, key=lambda candidate: magnitude(residuals[candidate]))
    _previous = image
    planes = residuals[mode].transpose(2, 0, 1)
    return bytes([mode]) + zlib.compress(planes.tobytes(), 6)


def decompress_video_frame(data, frame_index, config):
    global _previous
    height, width = config["height"], config["width"]
    planes = np.frombuffer(zlib.decompress(data[1:]), np.uint8).reshape(3, height, width)
    residual = np.ascontiguousarray(planes.transpose(1, 2, 0))
    image = undo_residual(residual, data[0], _previous)
    _previous = image
    return from_grid(from_differences(image), error_bound(config["quality"]))
