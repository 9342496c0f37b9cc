"""Discrete wavelet transforms by lifting: CDF 5/3 (integer, lossless) and CDF 9/7 (fixed point, for lossy coding).

Sources: Cohen, Daubechies, Feauveau 1992; lifting after Daubechies and Sweldens 1998; the filters of JPEG 2000
(ISO 15444-1 annex F), symmetric extension. Both are integer in both directions and therefore the same everywhere; any
height and width will do. Subbands stay in place: after `levels` steps the top left ceil(H / 2^levels) x ceil(W / 2^levels)
samples are the approximation.

>>> import numpy as np
>>> x = np.arange(35).reshape(5, 7) ** 2 % 97
>>> bool((inverse53(forward53(x, 2), 2) == x).all()), int(abs(inverse97(forward97(x, 2), 2) - x).max())
(True, 0)
"""
import numpy as np

_FRACTION = 12
_STEPS97 = tuple(int(round(c * (1 << _FRACTION))) for c in (-1.586134342, -0.05298011854, 0.8829110762, 0.4435068522))
_GAIN97 = 1.149604398
SCALE97 = 16
"""forward97 gives coefficients in 1/16 of the orthonormal unit (as transforms.COEFFICIENT_SCALE)."""


def forward53(plane, levels):
    """Integer plane (H, W) to CDF 5/3 subbands in place, int64; `inverse53` gives the plane back exactly."""
    return _forward(np.asarray(plane, np.int64), levels, _split53)


def inverse53(bands, levels):
    """Inverse of forward53."""
    return _inverse(np.asarray(bands, np.int64), levels, _merge53)


def forward97(plane, levels):
    """Integer plane (H, W) to CDF 9/7 subbands in place, int64 in 1/16; nearly orthonormal, so one step fits all bands."""
    return _forward(np.asarray(plane, np.int64) * SCALE97, levels, _split97)


def inverse97(bands, levels):
    """Integers in 1/16 back to the rounded plane, int64. Exact: the same on both sides for the same integers."""
    return (_inverse(np.asarray(bands, np.int64), levels, _merge97) + SCALE97 // 2) // SCALE97


def subbands(height, width, levels):
    """Slices of the subbands, coarsest first: [(name, level, rows, columns)], name "LL", "HL", "LH" or "HH".

    "HL" is horizontally high. Level 1 is the finest.

    >>> [(n, l) for n, l, _, _ in subbands(8, 8, 2)]
    [('LL', 2), ('HL', 2), ('LH', 2), ('HH', 2), ('HL', 1), ('LH', 1), ('HH', 1)]
    """
    out, (h, w) = [], (height, width)
    for level in range(1, levels + 1):
        lh, lw = (h + 1) // 2, (w + 1) // 2
        low_r, high_r, low_c, high_c = slice(0, lh), slice(lh, h), slice(0, lw), slice(lw, w)
        out = [("HL", level, low_r, high_c), ("LH", level, high_r, low_c), ("HH", level, high_r, high_c)] + out
        h, w = lh, lw
    return [("LL", levels, slice(0, h), slice(0, w))] + out


def _forward(plane, levels, split):
    out, (h, w) = plane.copy(), plane.shape
    for _ in range(levels):
        out[:h, :w] = split(split(out[:h, :w]).T).T
        h, w = (h + 1) // 2, (w + 1) // 2
    return out


def _inverse(bands, levels, merge):
    out, sizes = bands.copy(), [bands.shape]
    for _ in range(levels - 1):
        sizes.append(tuple((n + 1) // 2 for n in sizes[-1]))
    for h, w in reversed(sizes):
        out[:h, :w] = merge(merge(out[:h, :w].T).T)
    return out


def _after(even, count):
    """The even sample to the right of each odd one, mirrored at the end."""
    return np.concatenate([even[:, 1:], even[:, -1:]], 1)[:, :count]


def _before(odd, count):
    """The odd sample to the left of each even one, and the one to its right, mirrored at both ends."""
    left = np.concatenate([odd[:, :1], odd], 1)[:, :count]
    right = np.concatenate([odd, odd[:, -1:]], 1)[:, :count]
    return left, right


def _split53(x):
    even, odd = x[:, 0::2].copy(), x[:, 1::2].copy()
    if odd.shape[1]:
        odd -= (even[:, : odd.shape[1]] + _after(even, odd.shape[1])) >> 1
        even += (sum(_before(odd, even.shape[1])) + 2) >> 2
    return np.concatenate([even, odd], 1)


def _merge53(x):
    half = (x.shape[1] + 1) // 2
    even, odd = x[:, :half].copy(), x[:, half:].copy()
    if odd.shape[1]:
        even -= (sum(_before(odd, half)) + 2) >> 2
        odd += (even[:, : odd.shape[1]] + _after(even, odd.shape[1])) >> 1
    return _interleave(even, odd)


def _interleave(even, odd):
    out = np.empty((even.shape[0], even.shape[1] + odd.shape[1]), np.int64)
    out[:, 0::2], out[:, 1::2] = even, odd
    return out


def _lift97(even, odd, sign):
    steps = list(enumerate(_STEPS97))
    for k, c in steps if sign > 0 else reversed(steps):
        if k % 2 == 0:
            odd += sign * ((c * (even[:, : odd.shape[1]] + _after(even, odd.shape[1])) + (1 << (_FRACTION - 1))) >> _FRACTION)
        else:
            even += sign * ((c * sum(_before(odd, even.shape[1])) + (1 << (_FRACTION - 1))) >> _FRACTION)


def _scale(x, gain):
    factor = int(round(gain * (1 << 16)))
    return (x * factor + (1 << 15)) >> 16


def _split97(x):
    even, odd = x[:, 0::2].copy(), x[:, 1::2].copy()
    if not odd.shape[1]:
        return x.copy()
    _lift97(even, odd, 1)
    return np.concatenate([_scale(even, _GAIN97), _scale(odd, 1 / _GAIN97)], 1)


def _merge97(x):
    half = (x.shape[1] + 1) // 2
    if x.shape[1] < 2:
        return x.copy()
    even, odd = _scale(x[:, :half], 1 / _GAIN97), _scale(x[:, half:], _GAIN97)
    _lift97(even, odd, -1)
    return _interleave(even, odd)
