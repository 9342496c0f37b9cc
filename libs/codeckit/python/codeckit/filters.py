"""Filters on the reconstruction: Wiener filter by activity class (coefficients sent), deblocking.

Source: adaptive loop filter of H.266 8.8.5 in spirit: symmetric taps on clipped differences to the centre, one set for each
class, fitted by least squares in the encoder. Applied with integers only.
"""
import numpy as np

from .quant import LAMBDA
from .rans import PROBABILITY_ONE
from .symbols import TreeCoder

TAPS = ((0, 1), (1, 0), (1, 1), (1, -1), (0, 2), (2, 0), (1, 2), (2, 1), (1, -2), (2, -1), (2, 2), (2, -2))
"""Offsets (rows, columns); each stands for itself and its mirror image."""
CLASSES = 4
_REACH, _CLIP, _BITS = 2, 24, 7


def _differences(plane):
    h, w = plane.shape
    p = np.pad(plane.astype(np.int32), _REACH, mode="edge")
    centre = p[_REACH : _REACH + h, _REACH : _REACH + w]

    def shifted(dy, dx):
        return p[_REACH + dy : _REACH + dy + h, _REACH + dx : _REACH + dx + w]

    out = [
        np.clip(shifted(a, b) - centre, -_CLIP, _CLIP) + np.clip(shifted(-a, -b) - centre, -_CLIP, _CLIP) for a, b in TAPS
    ]
    bend = np.abs(shifted(0, 1) + shifted(0, -1) - 2 * centre) + np.abs(shifted(1, 0) + shifted(-1, 0) - 2 * centre)
    return out, bend


def activity_classes(plane, step16):
    """Class of every sample (H, W), 0 (flat) .. CLASSES - 1 (busy), by the mean second difference in 5x5 against the step."""
    return _classes(_differences(plane)[1], step16)


def _classes(bend, step16):
    h, w = bend.shape
    p = np.pad(bend, 2, mode="edge").astype(np.int64)
    rows = sum(p[:, k : k + w] for k in range(5))
    total = sum(rows[k : k + h] for k in range(5)) * 16
    return sum((total >= int(25 * share * step16)).astype(np.int32) for share in (0.12, 0.3, 0.6))


def wiener_fit(plane, target, step16):
    """Coefficients int8 (CLASSES, 12) in 1/128 that bring `plane` (decoded) nearest to `target` (source), both (H, W)."""
    features, bend = _differences(plane)
    classes = _classes(bend, step16)
    wanted = (np.asarray(target, np.float64) - plane)
    out = np.zeros((CLASSES, len(TAPS)), np.int8)
    for k in range(CLASSES):
        inside = classes == k
        if inside.sum() < 400:
            continue
        a = np.stack([f[inside] for f in features], 1).astype(np.float64)
        best = np.linalg.solve(a.T @ a + 50 * np.eye(len(TAPS)), a.T @ wanted[inside])
        out[k] = np.clip(np.rint(best * (1 << _BITS)), -127, 127)
    return out


def wiener_apply(plane, coefficients, step16):
    """Filter a decoded plane int (H, W) with coefficients int8 (CLASSES, 12). Returns int32 (H, W), 0..255. Exact."""
    features, bend = _differences(plane)
    classes = _classes(bend, step16)
    table = np.asarray(coefficients, np.int32)
    total = np.full(plane.shape, 1 << (_BITS - 1), np.int32)
    for k, feature in enumerate(features):
        total += feature * table[:, k][classes]
    return np.clip(plane + (total >> _BITS), 0, 255).astype(np.int32)


def deblock(plane, step16, size=8):
    """Weak deblocking across every vertical, then horizontal edge of a `size` grid. int (H, W) to int32 (H, W). Exact.

    Source: the normal filter of H.265 8.7.2.5.7 (strength from the step, flat sides only, change bounded).
    """
    return _deblock_columns(_deblock_columns(plane.astype(np.int32), step16, size).T, step16, size).T.copy()


def _deblock_columns(plane, step16, size):
    out = plane.copy()
    x = np.arange(size, plane.shape[1] - 1, size)
    p2, p1, p0, q0, q1, q2 = (plane[:, np.minimum(x + k, plane.shape[1] - 1)] for k in (-3, -2, -1, 0, 1, 2))
    flat = np.abs(p2 - 2 * p1 + p0) + np.abs(q2 - 2 * q1 + q0) < step16 // 32 + 1
    bound = step16 // 100
    delta = (9 * (q0 - p0) - 3 * (q1 - p1) + 8) >> 4
    change = np.where(flat & (np.abs(delta) < 10 * bound), np.clip(delta, -bound, bound), 0)
    out[:, x - 1] = np.clip(p0 + change, 0, 255)
    out[:, x] = np.clip(q0 - change, 0, 255)
    return out


class LoopFilter:
    """A plane's Wiener filter that may change with every picture: off, as before or new, whichever pays. One on each side."""

    _OFF, _AS_BEFORE, _NEW = range(3)

    def __init__(self):
        self._chosen, self._set = self._OFF, np.zeros((CLASSES, len(TAPS)), np.int8)
        self._choice = TreeCoder(4)

    def choose(self, plane, source, step16):
        """In the encoder: fit a new set, and take what has the least squared error and price of sending it."""
        fresh = wiener_fit(plane, source, step16)
        trials = [plane] + [wiener_apply(plane, taps, step16) for taps in (self._set, fresh)]
        errors = [float(((trial - source) ** 2).sum()) for trial in trials]
        errors[self._NEW] += 8 * fresh.size * LAMBDA * (step16 / 16) ** 2
        self._chosen = int(np.argmin(errors))
        if self._chosen == self._NEW:
            self._set = fresh

    def code(self, coder):
        """Send or receive what was chosen, and a new set."""
        known = None if coder.decoding else np.array([self._chosen])
        self._chosen = int(self._choice.code(coder, np.zeros(1, np.int64), known)[0])
        if self._chosen == self._NEW:
            bits = None if coder.decoding else np.unpackbits(self._set.view(np.uint8)).astype(np.int32)
            bits = coder.code(np.full(8 * self._set.size, PROBABILITY_ONE // 2), bits)
            self._set = np.packbits(bits.astype(np.uint8)).view(np.int8).reshape(self._set.shape)

    def apply(self, plane, step16):
        """The plane as it is shown and predicted from."""
        return plane if self._chosen == self._OFF else wiener_apply(plane, self._set, step16)
