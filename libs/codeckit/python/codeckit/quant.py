"""Quality to step, dead zone, rate-distortion optimised quantisation (RDOQ), dequantisation.

Steps are integers in 1/16 of a pixel's unit (see transforms.COEFFICIENT_SCALE), so that dequantisation is exact.
Sources: exponential step as in H.264 (doubles every 6 QP); RDOQ after Karczewicz et al., VCEG-AH21 (2008), here in
closed form with a geometric rate model, so that whole arrays of blocks are decided at once.
"""
import functools

import numpy as np

LAMBDA = 0.10
"""Price of a bit in squared steps. Theory: -dD/dR of a uniform quantiser, step^2/12 * 2 ln 2 = 0.116; 0.10 by trial."""


def step_from_quality(quality, finest=2.2, double_every=14.0):
    """Quality 1..100 (higher is better) to the step in 1/16; `finest` is the step at 100 in pixel units.

    >>> step_from_quality(100), step_from_quality(86)
    (35, 70)
    """
    return int(round(16 * finest * 2 ** ((100 - quality) / double_every)))


def dead_zone(coefficients, step16, rounding=1 / 3):
    """Levels sign(c) * floor(|c| / step + rounding), int32. coefficients: float array; rounding 1/2 = nearest."""
    level = np.floor(np.abs(coefficients) * (16.0 / step16) + rounding)
    return (np.sign(coefficients) * level).astype(np.int32)


@functools.cache
def magnitude_prior(size):
    """Typical |level| by frequency (size, size), falling from the DC: a start for `rdoq` without statistics."""
    k = np.arange(size) * (16 / size)
    return 1.2 / (1 + 0.05 * (k[:, None] ** 2 + k[None] ** 2))


def rdoq(coefficients, step16, expected, price=LAMBDA):
    """Levels that minimise distortion + price * bits, for many blocks at once.

    coefficients: float (N, S, S); expected: typical |level| (S, S) or (N, S, S), e.g. magnitude_prior(S).
    The rate of a level is that of a geometric distribution whose mean mixes `expected` with the neighbours'
    magnitudes. Returns (levels int32 (N, S, S), cost (N,) in squared steps: distortion + price * bits).
    """
    a = np.abs(coefficients) * np.float32(16.0 / step16)
    near = np.rint(a)
    mean = _neighbours(near)
    mean += np.asarray(0.5 * expected + 0.02, np.float32)
    price = np.float32(price)
    stop = np.log2(mean + 1)
    more = (stop - np.log2(mean)) * price
    first = more + price
    lowest = a * a
    best = np.zeros_like(near)
    for level in (near, np.maximum(near - 1, 0)):
        cost = a - level
        cost *= cost
        cost += np.where(level > 1, level * more + price, level * first)
        better = cost < lowest
        np.copyto(best, level, where=better)
        np.copyto(lowest, cost, where=better)
    lowest += price * stop
    return np.copysign(best, coefficients).astype(np.int32), lowest.sum((1, 2))


def _neighbours(magnitudes):
    """Weighted sums of each level's eight neighbours: 0.085 for those beside it, 0.04 for those at its corners."""
    n, h, w = magnitudes.shape
    p = np.zeros((n, h + 2, w + 2), np.float32)
    p[:, 1:-1, 1:-1] = magnitudes
    lines = p[:, :, :-2] + p[:, :, 2:]
    lines *= np.float32(0.47)
    lines += p[:, :, 1:-1]
    out = lines[:, :-2] + lines[:, 2:]
    out *= np.float32(0.47)
    out += lines[:, 1:-1]
    out -= magnitudes
    out *= np.float32(0.181)
    return out


def dequantise(levels, step16):
    """Levels (integers) to coefficients in 1/16, int64, for transforms.inverse."""
    return np.asarray(levels, np.int64) * int(step16)
