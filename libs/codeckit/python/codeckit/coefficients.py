"""Context model of quantised transform coefficients: what a codec spends most of its bits on.

A macroblock of M x M samples holds blocks of several sizes. Its levels are laid out by frequency: those of the same
frequency from its 4, 16, ... smaller blocks lie side by side (`frequency_order`), so position means frequency
whatever the block size, and neighbours predict each other. Levels are coded anti-diagonal by anti-diagonal for all
macroblocks of the plane at once, first the even then the odd squares of a checkerboard, each decision from several
context tables mixed (contexts.ContextMixer). Same code to encode, decode, and count bits.

Sources: magnitude contexts from causal neighbours after H.265/H.266 residual coding; zerotree-like extent per
macroblock; mixing after PAQ.
"""
import numpy as np

from .contexts import ContextMixer
from .rans import PROBABILITY_ONE
from .symbols import GolombCoder

_BINS = 24
_UNARY = 14
_ZONES = {8: (0, 1, 2, 3, 5, 7, 9, 15), 16: (0, 2, 4, 6, 9, 12, 16, 31), 32: (0, 4, 8, 12, 18, 24, 32, 63)}


def frequency_order(macroblock, size):
    """Where each sample of a macroblock goes in the frequency layout, flat int array (M*M,).

    The macroblock holds (M/size)^2 blocks of coefficients; frequency (u, v) of the quarter-tree's block lands at
    (u, v) * M/size plus the block's place, coarse bits low, so mixed sizes never collide.

    >>> frequency_order(8, 4).reshape(8, 8)[:2, :6].tolist()
    [[0, 2, 4, 6, 1, 3], [16, 18, 20, 22, 17, 19]]
    """
    at, block = np.arange(macroblock) % size, np.arange(macroblock) // size
    place, n = np.zeros(macroblock, int), macroblock // size
    half, bit = n // 2, 1
    while half:
        place += bit * (block // half % 2)
        half, bit = half // 2, bit * 2
    line = at * n + place
    return (line[:, None] * macroblock + line[None]).reshape(-1)


def to_frequency(values, size_map, macroblock, sizes):
    """Samples (H, W) in block layout to (R, C, M, M) in frequency layout, by each sample's block size (H, W)."""
    return _permute(values, size_map, macroblock, sizes, True)


def from_frequency(values, size_map, macroblock, sizes):
    """Inverse of to_frequency: (R, C, M, M) to (H, W)."""
    return _permute(values, size_map, macroblock, sizes, False)


def _permute(values, size_map, macroblock, sizes, forward):
    h, w = size_map.shape
    r, c, m = h // macroblock, w // macroblock, macroblock
    cut = size_map.reshape(r, m, c, m).swapaxes(1, 2).reshape(r * c, m * m)
    order = np.zeros((r * c, m * m), np.intp)
    for size in sizes:
        order = np.where(cut == size, frequency_order(m, size)[None], order)
    if not forward:
        flat = np.take_along_axis(values.reshape(r * c, m * m), order, 1)
        return flat.reshape(r, c, m, m).swapaxes(1, 2).reshape(h, w)
    flat = values.reshape(r, m, c, m).swapaxes(1, 2).reshape(r * c, m * m)
    out = np.empty_like(flat)
    np.put_along_axis(out, order, flat, 1)
    return out.reshape(r, c, m, m)


def _diagonal_rank(size):
    """Number of each position (size, size) when counted along the anti-diagonals: a diagonal's tables lie together."""
    u, v = np.mgrid[:size, :size]
    rank = np.empty(size * size, np.int64)
    rank[np.argsort((u + v).reshape(-1), kind="stable")] = np.arange(size * size)
    return rank.reshape(size, size)


def _log_bins(mean):
    """Non-negative mean magnitudes in 1/256 to _BINS classes, evenly in the logarithm. Integers only."""
    return _LOG_TABLE[np.minimum(mean, len(_LOG_TABLE) - 1)]


_LOG_TABLE = np.clip(np.rint(3.2 * np.log2(np.arange(4096) / 256 + 0.03) + 16), 0, _BINS - 1).astype(np.int64)


class CoefficientModel:
    """Adaptive model of one plane's levels; lives as long as its statistics should.

    macroblock: 8, 16 or 32. classes: number of block classes (sizes x transform kinds) the caller tells apart.
    modes: number of prediction mode classes. hint: whether `code` gets a hint.
    """

    def __init__(self, macroblock, classes=1, modes=1, hint=False):
        m = macroblock
        self._m, self._classes, self._modes = m, classes, modes
        self._edges = _ZONES[m]
        self._zones = ContextMixer([7 * 32 * classes, 7 * classes * modes, 7 * 8 * 8], 2, 300)
        u, v = np.mgrid[:m, :m]
        self._diagonal = u + v
        self._rank = _diagonal_rank(m)
        self._coarse = _diagonal_rank(8)[u * 8 // m, v * 8 // m]
        sizes = [_BINS * 3 * classes, m * m * classes * 3, _BINS * 16, 64 * 3 * classes, 12 * 8 * 2 * 2, 64 * modes * 3]
        sizes += [12 * _BINS] if hint else []
        self._hint = hint
        start = [self._geometric_start(classes)] + [None] * (len(sizes) - 1)
        self._levels = [
            ContextMixer(sizes, 6, [500, 300, 500, 300, 300, 300, 300][: len(sizes)], 0.02, start, 0.3) for _ in range(4)
        ]
        self._escape = GolombCoder(1)
        self._mean = np.full((m * m, classes), 77, np.int64)
        self._seen = np.full((m * m, classes), 2, np.int64)

    @staticmethod
    def _geometric_start(classes):
        mean = 2 ** ((np.arange(_BINS) - 16) / 3.2)
        p1 = np.clip(mean / (1 + mean), 0.002, 0.98)
        return np.repeat(np.rint(p1 * PROBABILITY_ONE), 3 * classes).astype(np.int64)

    def code(self, coder, shape, classes, modes, levels=None, hint=None):
        """Code the levels of one plane.

        shape: (R, C) macroblocks; of several frames, one after the other. classes, modes: int (R, C, M, M) in frequency layout, known to both sides.
        levels: int (R, C, M, M) or None when decoding. hint: optional int (R, C, M, M) >= 0, a magnitude to expect.
        Returns the levels, int64. Signs are raw bits: call raw-reading code after all other planes (see `signs`).
        """
        r, c = shape
        m = self._m
        magnitude = None if levels is None else np.abs(levels).astype(np.int64)
        grid = np.add.outer(np.arange(r), np.arange(c)) & 1
        phases = [np.nonzero(grid == k) for k in (0, 1)]
        zones = self._code_zones(coder, phases, magnitude, classes, modes, (r, c))
        canvas = np.zeros((r + 2, c + 2, m + 2, m + 2), np.int64)
        if magnitude is not None:
            canvas[1:-1, 1:-1, 2:, 2:] = magnitude
        limit = np.array(self._edges)[zones]
        state = (canvas.reshape(-1), canvas.strides, classes, modes, hint, magnitude is None)
        for d in range(2 * m - 1):
            for phase, (pr, pc) in enumerate(phases):
                active = np.flatnonzero(limit[pr, pc] > d)
                if len(active):
                    self._code_diagonal(coder, d, phase, pr[active], pc[active], state)
        return canvas[1:-1, 1:-1, 2:, 2:].copy()

    def _code_zones(self, coder, phases, magnitude, classes, modes, shape):
        zones = np.zeros(shape, np.int64)
        if magnitude is not None:
            zone_of = np.searchsorted(self._edges, self._diagonal, "right")
            zones = np.where(magnitude > 0, zone_of, 0).max((2, 3))
        known = np.zeros((shape[0] + 2, shape[1] + 2), np.int64)
        for phase, (r, c) in enumerate(phases):
            near = known[r, c + 1] + known[r + 2, c + 1] + known[r + 1, c] + known[r + 1, c + 2] + phase
            high = np.maximum(known[r, c + 1], known[r + 2, c + 1]), np.maximum(known[r + 1, c], known[r + 1, c + 2])
            kind, mode = classes[r, c, 0, 0], modes[r, c, 0, 0]
            out, open_ = np.zeros(len(r), np.int64), np.arange(len(r))
            for b in range(len(self._edges) - 1):
                contexts = [
                    (kind[open_] * 7 + b) * 32 + near[open_],
                    (kind[open_] * 7 + b) * self._modes + mode[open_],
                    (high[0][open_] * 8 + high[1][open_]) * 7 + b,
                ]
                bit = None if magnitude is None else (zones[r, c][open_] > b).astype(np.int32)
                bit = self._zones.code(coder, contexts, bit, phase)
                out[open_] += bit
                open_ = open_[bit != 0]
                if not len(open_):
                    break
            zones[r, c] = out
            known[r + 1, c + 1] = out
        return zones

    def _code_diagonal(self, coder, d, phase, r, c, state):
        flat, strides, classes, modes, hint, decoding = state
        sr, sc, su, sv = (s // 8 for s in strides)
        u, v = np.nonzero(self._diagonal == d)
        at = (((r + 1) * sr + (c + 1) * sc)[:, None] + ((u + 2) * su + (v + 2) * sv)[None]).reshape(-1)
        place = np.broadcast_to(self._rank[u, v], (len(r), len(u))).reshape(-1)
        kind = classes[r[:, None], c[:, None], u, v].reshape(-1)
        mode = modes[r[:, None], c[:, None], u, v].reshape(-1)
        above, left, both = flat[at - su], flat[at - sv], flat[at - su - sv]
        local = 2 * (above + left) + both + flat[at - 2 * su] + flat[at - 2 * sv]
        outer = sum(flat[at + o - s] for o in (sc, sr, -sc, -sr) for s in (su, sv))
        typical = self._mean[place, kind]
        if phase:
            same = flat[at + sc] + flat[at + sr] + flat[at - sc] + flat[at - sr]
            mean = (15 * local + 3 * outer + 19 * same) + (typical >> 2)
            around = 2 * same + outer
        else:
            mean = (17 * local + 8 * outer) + ((typical * 82) >> 8)
            around = 2 * outer
        bins = _log_bins(mean)
        zone = 0 if d < 3 else 1 if d < 8 else 2
        near = np.minimum(above, 3) * 16 + np.minimum(left, 3) * 4 + np.minimum(both, 3)
        contexts = [
            (bins * 3 + zone) * self._classes + kind,
            (place * self._classes + kind) * 3 + np.minimum(local, 5) // 2,
            bins * 16 + np.minimum(local, 7) * 2 + phase,
            (near * 3 + zone) * self._classes + kind,
            ((_AROUND[np.minimum(around, 255)] * 8 + min(d // 2, 7)) * 2 + phase) * 2 + (kind > 0),
            (self._coarse[u, v][None].repeat(len(r), 0).reshape(-1) * self._modes + mode) * 3 + np.minimum(local, 2),
        ]
        if self._hint:
            expected = hint[r[:, None], c[:, None], u, v].reshape(-1)
            contexts.append(_AROUND[np.minimum(4 * expected, 255)] * _BINS + bins)
        values = self._code_magnitudes(coder, contexts, None if decoding else flat[at], 2 * zone + phase, len(at))
        if decoding:
            flat[at] = values
        self._learn_mean(kind, place, values)

    def _code_magnitudes(self, coder, contexts, values, chosen, count):
        out, open_ = np.zeros(count, np.int64), np.arange(count)
        for level in range(_UNARY):
            bit = None if values is None else (values[open_] > level).astype(np.int32)
            bit = self._levels[min(level, 3)].code(coder, [c[open_] for c in contexts], bit, chosen)
            out[open_] += bit
            open_ = open_[bit != 0]
            if not len(open_):
                return out
        rest = None if values is None else values[open_] - _UNARY
        out[open_] += self._escape.code(coder, np.zeros(len(open_), np.int64), rest)
        return out

    def _learn_mean(self, kind, place, values):
        """Running mean magnitude by class and position, in 1/256; remembers about 1500 levels."""
        key = place * self._classes + kind
        low = int(key.min())
        width = int(key.max()) + 1 - low
        count = np.bincount(key - low, minlength=width)
        total = np.bincount(key - low, np.minimum(values, 64), width).astype(np.int64)
        mean, seen = self._mean.reshape(-1)[low : low + width], self._seen.reshape(-1)[low : low + width]
        mean[:] = (mean * seen + 256 * total) // (seen + count)
        seen[:] = np.minimum(seen + count, 1500)


_AROUND = np.clip(np.rint(2.2 * np.log2(np.arange(256) + 1.0)), 0, 11).astype(np.int64)


def code_signs(coder, magnitudes, levels=None):
    """Signs of the non-zero magnitudes as raw bits, after all other decisions of the stream. Returns signed levels."""
    where = np.nonzero(magnitudes)
    bits = coder.raw(None if levels is None else (levels[where] < 0).astype(np.int32), len(where[0]))
    out = magnitudes.copy()
    out[where] = np.where(bits != 0, -magnitudes[where], magnitudes[where])
    return out
