"""Intra prediction: DC, planar and directional modes as sparse integer combinations of reference samples.

Source: H.265 8.4.4.2 (planar, 33 angles with 1/32 sample interpolation and [1 2 1] smoothing); here 29 angles
that need no samples below the block's left neighbour. Samples are gathered per block; every mode is the same
four-tap gather, so blocks with different modes are predicted in one call.

References of a block of size S at (y, x): index 0 the corner, 1..2S above and above right, 2S+1..3S left,
3S+1 the DC value. `top_available` says how many samples above exist (S..2S); the rest repeats the last.
"""
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
    def top(i):
        return 1 + min(i, 2 * size - 1) if i >= 0 else 0

    def left(i):
        return 2 * size + 1 + min(i, size - 1) if i >= 0 else 0

    main, side = (top, left) if vertical else (left, top)

    def sample(i):
        return main(i) if i >= -1 else side(int(round(-(i + 1) * 32 / abs(angle))) - 1)

    for d in range(size):
        whole, fraction = ((d + 1) * angle) >> 5, ((d + 1) * angle) & 31
        for k in range(size):
            out = weights[d, k] if vertical else weights[k, d]
            for i, share in ((k + whole, 32 - fraction), (k + whole + 1, fraction)):
                smooth = ((i - 1, 1), (i, 2), (i + 1, 1)) if size >= 8 and angle else ((i, 4),)
                for at, tap in smooth:
                    if share:
                        out[sample(at)] += share * tap * (1 << _WEIGHT_BITS) / 128


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
        self.size = size
        self.index = order.astype(np.intp)
        self.weight = np.rint(np.take_along_axis(dense, order, 2)).astype(np.int32)
        self.weight[:, :, 0] += (1 << _WEIGHT_BITS) - self.weight.sum(2)
        exact = np.zeros(dense.shape, np.float32)
        np.put_along_axis(exact, order, self.weight.astype(np.float32), 2)
        self.matrix = exact / (1 << _WEIGHT_BITS)

    def predict(self, references, modes):
        """references int32 (N, 3S+2), modes int (N,): predictions int32 (N, S, S), 0..255. Exact."""
        taps = np.take_along_axis(references[:, None], self.index[modes].reshape(len(modes), 1, -1), 2)
        taps = taps.reshape(len(modes), -1, TAPS)
        total = np.einsum("npk,npk->np", taps, self.weight[modes])
        out = (total + (1 << (_WEIGHT_BITS - 1))) >> _WEIGHT_BITS
        return out.reshape(-1, self.size, self.size)


_CACHE = {}


def predictors(size):
    """The Predictors of a block size (4, 8, 16, 32), built at first use."""
    if size not in _CACHE:
        _CACHE[size] = Predictors(size)
    return _CACHE[size]


def gather_references(canvas, y, x, size, top_available):
    """Reference samples of N blocks, int32 (N, 3S+2).

    canvas: reconstructed samples with one row above and one column left, (H+1, W+1);
    y, x: int arrays (N,), block positions in the plane; top_available: int or (N,), samples above that exist.
    """
    across = np.arange(2 * size)
    limit = np.minimum(across[None], np.reshape(top_available, (-1, 1)) - 1)
    refs = np.empty((len(y), 3 * size + 2), np.int32)
    refs[:, 0] = canvas[y, x]
    refs[:, 1 : 2 * size + 1] = canvas[y[:, None], x[:, None] + 1 + limit]
    refs[:, 2 * size + 1 : -1] = canvas[y[:, None] + 1 + across[:size], x[:, None]]
    used = refs[:, 1 : size + 1].sum(1) + refs[:, 2 * size + 1 : -1].sum(1)
    refs[:, -1] = (used + size) // (2 * size)
    return refs


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
