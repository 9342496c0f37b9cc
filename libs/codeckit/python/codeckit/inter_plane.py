"""Residual coding of a predicted plane: no block waits for another, so a whole frame is one batch.

Block sizes are chosen for each macroblock by distortion and estimated bits; the result is an intra_plane.PlaneBlocks with
modes 0, which the same CoefficientModel codes.
"""
import numpy as np

from . import quant, transforms
from .intra_plane import PlaneBlocks
from .planes import from_blocks, to_blocks


def encode_residual(residual, step16, macroblock, sizes, price=quant.LAMBDA, expected_scale=0.5):
    """Quantise a residual (H, W), multiples of macroblock, with the best block size for each macroblock.

    expected_scale: how large levels are against quant.magnitude_prior. Returns PlaneBlocks.
    """
    h, w = residual.shape
    blocks, best = PlaneBlocks.empty(h, w), None
    for size in sorted(sizes, reverse=True):
        cut = to_blocks(residual, size)
        coefficients = transforms.forward(cut).reshape(-1, size, size)
        levels, cost = quant.rdoq(coefficients, step16, expected_scale * quant.magnitude_prior(size), price)
        levels = from_blocks(levels.reshape(cut.shape))
        n = macroblock // size
        total = cost.reshape(h // macroblock, n, w // macroblock, n).sum((1, 3)) + price * np.log2(n + 1)
        if best is None:
            best, blocks.levels = total, levels
            blocks.size[:] = size
            continue
        better = total < best
        best = np.where(better, total, best)
        blocks.levels = np.where(np.kron(better, np.ones((macroblock, macroblock), bool)), levels, blocks.levels)
        blocks.size[np.kron(better, np.ones((macroblock // 4, macroblock // 4), bool))] = size
    return blocks


def decode_residual(blocks, step16, sizes):
    """Residual int32 (H, W) from PlaneBlocks. Exact."""
    out = np.zeros(blocks.levels.shape, np.int32)
    for size in sizes:
        mine = to_blocks(np.repeat(np.repeat(blocks.size, 4, 0), 4, 1), size)[..., 0, 0] == size
        levels = to_blocks(blocks.levels, size)
        at = mine & levels.any((2, 3))
        view = to_blocks(out, size)
        view[at] = transforms.inverse(quant.dequantise(levels[at], step16))
    return out
