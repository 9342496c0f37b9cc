"""Block motion: exhaustive integer search, quarter-sample refinement, compensation, entropy coding of vector fields.

Vectors are int arrays (..., 2) = (dy, dx) in quarter samples; block b of a frame is predicted from the reference at
b + vector / 4. Sources: 8-tap and 4-tap interpolation of H.265 8.5.3.3.3; hierarchical coding of the field instead of a
raster scan, so that each step codes a large vector of blocks and most of them are predicted from both sides.

All that reaches a prediction is integer arithmetic. Search is whole-frame: one displacement for all blocks at a time.
"""
import numpy as np

from . import transforms
from .contexts import AdaptiveBits
from .symbols import SignedCoder, UnaryCoder

MARGIN = 48
"""Samples by which a reference is extended on every side; vectors may point at most MARGIN - 8 samples outside."""
_LUMA = np.array([[0, 0, 0, 64, 0, 0, 0, 0], [-1, 4, -10, 58, 17, -5, 1, 0], [-1, 4, -11, 40, 40, -11, 4, -1], [0, 1, -5, 17, 58, -10, 4, -1]])
_CHROMA = np.array(
    [[0, 64, 0, 0], [-2, 58, 10, -2], [-4, 54, 16, -2], [-6, 46, 28, -4], [-4, 36, 36, -4], [-4, 28, 46, -6], [-2, 16, 54, -4], [-2, 10, 58, -2]]
)


class Reference:
    """A reconstructed plane, extended and interpolated at all fractions.

    plane int (H, W); fractions 4 for luma (quarter samples), 8 for chroma, whose vectors are the luma's taken in eighths.
    """

    def __init__(self, plane, fractions=4):
        self.height, self.width = plane.shape
        self._fractions = fractions
        taps = _LUMA if fractions == 4 else _CHROMA
        reach = taps.shape[1] // 2
        wide = np.pad(np.asarray(plane, np.int32), MARGIN + reach, mode="edge")
        h, w = self.height + 2 * MARGIN, self.width + 2 * MARGIN
        self._pitch = w
        rows = [sum(int(t) * wide[:, 1 + k : 1 + k + w] for k, t in enumerate(line) if t) for line in taps]
        self.phases = np.empty((fractions, fractions, h, w), np.int16)
        for fy, line in enumerate(taps):
            for fx, row in enumerate(rows):
                total = sum(int(t) * row[1 + k : 1 + k + h] for k, t in enumerate(line) if t)
                self.phases[fy, fx] = np.clip((total + 2048) >> 12, 0, 255)
        self._flat = self.phases.reshape(-1)

    def integer(self):
        """The extended plane itself, int16 (H + 2 MARGIN, W + 2 MARGIN)."""
        return self.phases[0, 0]

    def blocks(self, vectors, size):
        """Predictions (R, C, size, size), int32, of a grid of blocks with vectors int (R, C, 2)."""
        r, c = np.mgrid[: vectors.shape[0], : vectors.shape[1]]
        n = self._fractions
        y = np.clip((r * size + vectors[..., 0] // n), 3 - MARGIN, self.height + MARGIN - size - 3) + MARGIN
        x = np.clip((c * size + vectors[..., 1] // n), 3 - MARGIN, self.width + MARGIN - size - 3) + MARGIN
        phase = vectors[..., 0] % n * n + vectors[..., 1] % n
        start = (phase * self.phases.shape[2] + y) * self._pitch + x
        inside = np.arange(size)[:, None] * self._pitch + np.arange(size)[None]
        return self._flat[start[..., None, None] + inside].astype(np.int32)


def search(current, reference, radius=12, size=8):
    """Sums of absolute differences of every block at every integer displacement.

    current int (H, W), multiples of size; reference: Reference. Returns int32 (2 radius + 1, 2 radius + 1, H/size, W/size),
    first axes dy, dx from -radius.
    """
    h, w = current.shape
    now, then = np.asarray(current, np.int16), reference.integer()
    n = 2 * radius + 1
    out = np.empty((n, n, h // size, w // size), np.int32)
    for dy in range(n):
        for dx in range(n):
            y, x = MARGIN + dy - radius, MARGIN + dx - radius
            difference = np.abs(now - then[y : y + h, x : x + w])
            rows = difference.reshape(h // size, size, w).sum(1, dtype=np.int16)
            out[dy, dx] = rows.reshape(h // size, w // size, size).sum(2, dtype=np.int32)
    return out


def choose_smooth(cost, price, rounds=3):
    """Integer vectors (R, C, 2) in quarter samples that minimise cost + price * |difference to the neighbours' median|.

    cost: from `search`, or sums of it for larger blocks, (n, n, R, C).
    """
    n, _, rows, columns = cost.shape
    grid = np.arange(n, dtype=np.float32) - n // 2
    best = cost.reshape(n * n, rows, columns).argmin(0)
    for _ in range(rounds):
        field = np.stack([best // n - n // 2, best % n - n // 2], -1)
        near = _neighbour_median(field).astype(np.float32)
        away = _vector_bits(np.abs(grid[:, None, None] - near[..., 0]))[:, None] + _vector_bits(np.abs(grid[:, None, None] - near[..., 1]))[None]
        best = (cost + price * away).reshape(n * n, rows, columns).argmin(0)
    return 4 * np.stack([best // n - n // 2, best % n - n // 2], -1)


def _vector_bits(away):
    """Rough bits for a component that misses its prediction by `away` samples."""
    return 2 * np.log2(1 + 2 * away)


def _neighbour_median(field):
    p = np.pad(field, ((1, 1), (1, 1), (0, 0)), mode="edge")
    around = np.stack([p[:-2, 1:-1], p[2:, 1:-1], p[1:-1, :-2], p[1:-1, 2:], field])
    return np.sort(around, 0)[2]


def residual_cost(blocks, step16):
    """Rate-distortion cost, in bits, of coding residual blocks (..., S, S) at a step; shape (...).

    A coefficient of a steps costs 10 a^2 if it is dropped (distortion at the usual price of a bit), else its rate.
    """
    a = np.abs(transforms.forward(blocks)) * np.float32(16.0 / step16)
    return np.minimum(10 * a * a, 3.5 + 1.5 * np.log2(1 + a)).sum((-1, -2))


def vector_cost(miss):
    """Rough bits for vectors that miss their prediction by int (..., 2) quarter samples; shape (...)."""
    away = np.abs(miss)
    return np.where(away > 0, 3 + 1.5 * np.log2(np.maximum(away, 1)), 0.4).sum(-1)


def refine(blocks, reference, vectors, step16, steps=(2, 1), weight=1.0):
    """Half, then quarter sample refinement by rate-distortion cost.

    blocks int (R, C, S, S): the source; vectors int (R, C, 2). Returns (vectors, cost (R, C) in bits).
    """
    near = _neighbour_median(vectors)
    best = _Best(blocks, reference, vectors, step16, weight, near)
    for step in steps:
        centre = best.vectors
        for dy in (-step, 0, step):
            for dx in (-step, 0, step):
                if dy or dx:
                    best.consider(centre + np.array([dy, dx]), near)
    return best.vectors, best.cost


def settle(blocks, reference, vectors, step16, previous=None, sweeps=2, weight=1.0):
    """Let blocks adopt their neighbours' vectors, or the previous field's, where that costs less in all.

    Arguments and result as for `refine`. A smooth field is cheap to code; most of the gain is at low rates.
    """
    rows, columns = np.indices(vectors.shape[:2])
    for sweep in range(2 * sweeps):
        p = np.pad(vectors, ((1, 1), (1, 1), (0, 0)), mode="edge")
        around = [p[:-2, 1:-1], p[2:, 1:-1], p[1:-1, :-2], p[1:-1, 2:]]
        near = _middle(around)
        best = _Best(blocks, reference, vectors, step16, weight, near)
        for trial in [near] + around + ([] if previous is None else [previous]):
            best.consider(trial, near)
        mine = ((rows + columns + sweep) & 1 == 0)[..., None]
        vectors = np.where(mine, best.vectors, vectors)
    return vectors, _Best(blocks, reference, vectors, step16, weight, near).cost


def _middle(around):
    ordered = np.sort(np.stack(around), 0)
    return (ordered[(len(around) - 1) // 2] + ordered[len(around) // 2]) >> 1


class _Best:
    """The cheapest vectors so far for every block of a grid."""

    def __init__(self, blocks, reference, vectors, step16, weight, near):
        self._blocks, self._reference, self._step16, self._weight = blocks, reference, step16, weight
        self.vectors = vectors
        self.cost = self._of(vectors, near)

    def _of(self, vectors, near):
        predicted = self._reference.blocks(vectors, self._blocks.shape[-1])
        return residual_cost(self._blocks - predicted, self._step16) + self._weight * vector_cost(vectors - near)

    def consider(self, vectors, near):
        cost = self._of(vectors, near)
        better = cost < self.cost
        self.cost = np.where(better, cost, self.cost)
        self.vectors = np.where(better[..., None], vectors, self.vectors)


def hierarchy(rows, columns, coarsest=8):
    """Order for coding a field of blocks: yields (r, c, neighbours), int arrays (n,) and a list of (r, c) array pairs.

    From a coarse lattice to the finest; each block's neighbours are known when its turn comes: four of them, at the lattice's
    distance, clipped to the field. The first lattice has none.
    """
    known = np.zeros((rows, columns), bool)
    stride = coarsest
    r, c = (a.reshape(-1) for a in np.mgrid[0:rows:stride, 0:columns:stride])
    yield r, c, []
    known[r, c] = True
    while stride > 1:
        half = stride // 2
        for start, offsets in (((half, half), ((-half, -half), (-half, half), (half, -half), (half, half))), (None, ((-half, 0), (half, 0), (0, -half), (0, half)))):
            if start:
                r, c = (a.reshape(-1) for a in np.mgrid[half:rows:stride, half:columns:stride])
            else:
                r, c = np.nonzero(~known & ((np.add.outer(np.arange(rows), np.arange(columns)) % half) == 0) & _lattice(rows, columns, half))
            if not len(r):
                continue
            yield r, c, [_known_neighbour(r, c, dy, dx, known) for dy, dx in offsets]
            known[r, c] = True
        stride = half


def _lattice(rows, columns, stride):
    return (np.arange(rows) % stride == 0)[:, None] & (np.arange(columns) % stride == 0)[None]


def _known_neighbour(r, c, dy, dx, known):
    """The neighbour at (dy, dx), or where that is outside or not yet known the opposite one."""
    rows, columns = known.shape
    y, x = r + dy, c + dx
    inside = (y >= 0) & (y < rows) & (x >= 0) & (x < columns)
    usable = inside & known[np.clip(y, 0, rows - 1), np.clip(x, 0, columns - 1)]
    y, x = np.where(usable, y, r - dy), np.where(usable, x, c - dx)
    inside = (y >= 0) & (y < rows) & (x >= 0) & (x < columns)
    usable = inside & known[np.clip(y, 0, rows - 1), np.clip(x, 0, columns - 1)]
    return np.where(usable, y, 0), np.where(usable, x, 0)


class VectorModel:
    """Adaptive coding of a vector field (R, C, 2); alive for the clip, uses the last field as a prediction."""

    def __init__(self):
        self._coders = [SignedCoder(12), SignedCoder(12)]

    def code(self, coder, shape, vectors=None, previous=None, used=None):
        """shape (R, C); vectors int (R, C, 2) or None when decoding; previous: a known field (R, C, 2) or None.

        used: bool (R, C), known to both sides: only these are coded, the others become their prediction.
        """
        out = np.zeros(shape + (2,), np.int64)
        for r, c, neighbours in hierarchy(*shape):
            guesses = [out[y, x] for y, x in neighbours]
            if previous is not None:
                guesses.append(previous[r, c])
            guess = np.sort(np.stack(guesses), 0) if guesses else np.zeros((1, len(r), 2), np.int64)
            middle = (guess[(len(guess) - 1) // 2] + guess[len(guess) // 2]) >> 1
            spread = np.minimum(_SPREAD[np.minimum((guess[-1] - guess[0]).sum(-1), 63)], 4) + (1 if neighbours else 0)
            out[r, c] = middle
            at = np.arange(len(r)) if used is None else np.flatnonzero(used[r, c])
            if not len(at):
                continue
            r, c, middle, spread = r[at], c[at], middle[at], spread[at]
            for axis in (0, 1):
                context = spread * 2 + (np.abs(out[r, c, 0] - middle[:, 0]) > 1 if axis else 0)
                miss = None if vectors is None else vectors[r, c, axis] - middle[:, axis]
                out[r, c, axis] += self._coders[axis].code(coder, context, miss)
        return out


_SPREAD = np.searchsorted([1, 3, 8, 20], np.arange(64), "right")


class ChoiceModel:
    """Adaptive coding of a field (R, C) of small choices 0..choices-1, from its neighbours in the hierarchy."""

    def __init__(self, choices):
        self._choices = choices
        self._coder = UnaryCoder(choices - 1, 2 * (4 * (choices - 1) + 1) * choices)

    def code(self, coder, shape, values=None, previous=None):
        """shape (R, C); values int (R, C) or None when decoding; previous: a known field (R, C) or None."""
        out = np.zeros(shape, np.int64)
        most = 4 * (self._choices - 1) + 1
        for r, c, neighbours in hierarchy(*shape):
            near = sum((out[y, x] for y, x in neighbours), np.zeros(len(r), np.int64))
            before = np.zeros(len(r), np.int64) if previous is None else previous[r, c]
            context = ((len(neighbours) > 0) * most + near) * self._choices + before
            out[r, c] = self._coder.code(coder, context, None if values is None else values[r, c])
        return out
