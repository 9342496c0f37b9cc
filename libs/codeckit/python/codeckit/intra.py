"""Intra prediction: DC, planar and directional modes as sparse integer combinations of reference samples.

Source: H.265 8.4.4.2 (planar, 33 angles with 1/32 sample interpolation and [1 2 1] smoothing); here 29 angles
that need no samples below the block's left neighbour. Samples are gathered per block; every mode is the same
four-tap gather, so blocks with different modes are predicted in one call.

References of a block of size S at (y, x): index 0 the corner, 1..2S above and above right, 2S+1..3S left,
3S+1 the DC value. `top_available` says how many samples above exist (S..2S); the rest repeats the last.
"""
import functools

import numpy as np

VERTICAL_ANGLES = (-26, -21, -17, -13, -9, -5, -2, 0, 2, 5, 9, 13, 17, 21, 26, 32)
HORIZONTAL_ANGLES = (-32, -26, -21, -17, -13, -9, -5, -2, 0, 2, 5, 9, 13)
DC, PLANAR = 0, 1
MODES = 2 + len(VERTICAL_ANGLES) + len(HORIZONTAL_ANGLES)
"""31 modes: 0 DC, 1 planar, 2..17 vertical angles, 18..30 horizontal angles."""
MODE_CLASS = np.array([0, 1] + [2 + (abs(a) > 9) for a in VERTICAL_ANGLES] + [4 + (abs(a) > 9) for a in HORIZONTAL_ANGLES])
"""Six classes of modes for contexts: DC, planar, near vertical, slanted, near horizontal, slanted."""
TAPS = 4
_WEIGHT_BITS = 10


def _angular(size, vertical, angle, weights):
    """Adds the weights (S, S, 3S+2) of one angle: two samples, each smoothed from its neighbours in blocks from 8 on."""
    row, column = np.mgrid[:size, :size]
    away, along = (row, column) if vertical else (column, row)
    whole, fraction = ((away + 1) * angle) >> 5, ((away + 1) * angle) & 31
    smooth = ((-1, 1), (0, 2), (1, 1)) if size >= 8 and angle else ((0, 4),)
    for shift, share in ((0, 32 - fraction), (1, fraction)):
        for near, tap in smooth:
            at = _reference(size, vertical, angle, along + whole + shift + near)
            np.add.at(weights, (row, column, at), share * tap * (1 << _WEIGHT_BITS) / 128)


def _reference(size, vertical, angle, at):
    """Number of the reference sample at place `at` of the line that an angle looks along; before its start, the other side."""

    def top(i):
        return np.where(i >= 0, 1 + np.minimum(i, 2 * size - 1), 0)

    def left(i):
        return np.where(i >= 0, 2 * size + 1 + np.minimum(i, size - 1), 0)

    main, side = (top, left) if vertical else (left, top)
    projected = np.rint(-(at + 1) * 32 / max(abs(angle), 1)).astype(np.int64) - 1
    return np.where(at >= -1, main(at), side(projected))


def _dense_weights(size):
    """(MODES, S, S, 3S+2) weights in 1/1024."""
    weights = np.zeros((MODES, size, size, 3 * size + 2))
    weights[DC, :, :, 3 * size + 1] = 1 << _WEIGHT_BITS
    unit = (1 << _WEIGHT_BITS) / (2 * size)
    for y in range(size):
        for x in range(size):
            w = weights[PLANAR, y, x]
            w[2 * size + 1 + y] += (size - 1 - x) * unit
            w[size + 1] += (x + 1) * unit
            w[1 + x] += (size - 1 - y) * unit
            w[3 * size] += (y + 1) * unit
    for k, angle in enumerate(VERTICAL_ANGLES):
        _angular(size, True, angle, weights[2 + k])
    for k, angle in enumerate(HORIZONTAL_ANGLES):
        _angular(size, False, angle, weights[2 + len(VERTICAL_ANGLES) + k])
    return weights


class Predictors:
    """Tables of all modes for one block size; build once, use through `predictors(size)`."""

    def __init__(self, size):
        dense = _dense_weights(size).reshape(MODES, size * size, -1)
        order = np.argsort(-dense, axis=2, kind="stable")[:, :, :TAPS]
        weight = np.rint(np.take_along_axis(dense, order, 2)).astype(np.int32)
        weight[:, :, 0] += (1 << _WEIGHT_BITS) - weight.sum(2)
        exact = np.zeros(dense.shape, np.float32)
        np.put_along_axis(exact, order, weight.astype(np.float32), 2)
        self.size = size
        self.matrix = exact / (1 << _WEIGHT_BITS)
        self._index = np.ascontiguousarray(order.transpose(0, 2, 1)).astype(np.intp)
        self._weight = np.ascontiguousarray(weight.transpose(0, 2, 1))

    def predict(self, references, modes):
        """references int32 (N, 3S+2), modes int (N,): predictions int32 (N, S, S), 0..255. Exact."""
        lines = np.arange(len(modes))[:, None, None] * references.shape[1]
        taps = references.reshape(-1)[self._index[modes] + lines]
        taps *= self._weight[modes]
        total = taps.sum(1)
        total += 1 << (_WEIGHT_BITS - 1)
        total >>= _WEIGHT_BITS
        return total.reshape(-1, self.size, self.size)


@functools.cache
def predictors(size):
    """The Predictors of a block size (4, 8, 16, 32), built at first use."""
    return Predictors(size)


def gather_references(canvas, y, x, size, top_available):
    """Reference samples of N blocks, int32 (N, 3S+2).

    canvas: reconstructed samples with one row above and one column left, (H+1, W+1);
    y, x: int arrays (N,), block positions in the plane; top_available: int or (N,), samples above that exist.
    """
    pitch = canvas.shape[1]
    offsets = _reference_offsets(size, pitch)[np.minimum(np.broadcast_to(top_available, y.shape), 2 * size)]
    refs = np.empty((len(y), 3 * size + 2), np.int32)
    refs[:, :-1] = canvas.reshape(-1)[offsets + (y * pitch + x)[:, None]]
    used = refs[:, 1 : size + 1].sum(1) + refs[:, 2 * size + 1 : -1].sum(1)
    refs[:, -1] = (used + size) // (2 * size)
    return refs


@functools.cache
def _reference_offsets(size, pitch):
    """Where the references lie, counted from the corner, by the number of samples above: (2S+1, 3S+1)."""
    above = np.minimum(np.arange(1, 2 * size + 1)[None], np.arange(2 * size + 1)[:, None])
    left = np.broadcast_to(np.arange(1, size + 1) * pitch, (2 * size + 1, size))
    return np.concatenate([np.zeros((2 * size + 1, 1), np.intp), above, left], 1)


def wavefront(rows, columns):
    """Groups of blocks that can be coded side by side: yields (r, c) int arrays, such that left, above and
    above right are done before (knight's move: c + 2 r is constant in a group).

    >>> [(r.tolist(), c.tolist()) for r, c in wavefront(2, 3)][2]
    ([0, 1], [2, 0])
    """
    for d in range(columns + 2 * (rows - 1)):
        r = np.arange(max(0, (d - columns + 2) // 2), min(rows - 1, d // 2) + 1)
        c = d - 2 * r
        inside = (c >= 0) & (c < columns)
        if inside.any():
            yield r[inside], c[inside]
