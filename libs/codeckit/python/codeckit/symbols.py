"""Small integers through a binary coder: truncated unary, binary trees, Exp-Golomb; adaptive by context.

Every function codes a vector of symbols at once, and works with RansEncoder, RansDecoder and BitCounter
alike: give `values` to encode, None to decode; the values come back either way.

Example
>>> import numpy as np
>>> from codeckit.rans import RansDecoder, RansEncoder
>>> e, v = RansEncoder(), np.array([3, 0, 2]); _ = TreeCoder(4).code(e, np.zeros(3, int), v)
>>> TreeCoder(4).code(RansDecoder(e.finish()), np.zeros(3, int)).tolist()
[3, 0, 2]
"""
import numpy as np

from .contexts import AdaptiveBits, ContextMixer
from .rans import PROBABILITY_ONE


class TreeCoder:
    """Symbols 0..symbols-1 as the path in a binary tree, adaptive at each node, by context."""

    def __init__(self, symbols, contexts=1, limit=300):
        self._depth = max(1, (symbols - 1).bit_length())
        self._bits = AdaptiveBits(contexts << self._depth, limit)

    def code(self, coder, contexts, values=None):
        """contexts int (n,); values int (n,) or None. Returns values (n,), int64."""
        node = np.ones(len(contexts), np.int64)
        base = np.asarray(contexts, np.int64) << self._depth
        for shift in range(self._depth - 1, -1, -1):
            bit = None if values is None else (values >> shift) & 1
            node = 2 * node + self._bits.code(coder, base + node, bit)
        return node - (1 << self._depth)


class MixedTreeCoder:
    """TreeCoder with several contexts for each symbol, mixed: for symbols that depend on many things a little.

    sizes: number of contexts of each table.
    """

    def __init__(self, symbols, sizes, limit=300):
        self._depth = max(1, (symbols - 1).bit_length())
        self._mixer = ContextMixer([size << self._depth for size in sizes], self._depth, limit)

    def code(self, coder, contexts, values=None):
        """contexts: one int array (n,) for each table; values int (n,) or None. Returns values (n,), int64."""
        node = np.ones(len(contexts[0]), np.int64)
        bases = [np.asarray(c, np.int64) << self._depth for c in contexts]
        for shift in range(self._depth - 1, -1, -1):
            bit = None if values is None else ((values >> shift) & 1).astype(np.int32)
            node = 2 * node + self._mixer.code(coder, [b + node for b in bases], bit, shift)
        return node - (1 << self._depth)


class UnaryCoder:
    """Symbols 0..largest as that many ones and a zero, adaptive by context and place."""

    def __init__(self, largest, contexts=1, limit=300):
        self._largest = largest
        self._bits = AdaptiveBits(contexts * largest, limit)

    def code(self, coder, contexts, values=None):
        """contexts int (n,); values int (n,) in 0..largest or None. Returns values (n,), int64."""
        out = np.zeros(len(contexts), np.int64)
        open_ = np.arange(len(contexts))
        for place in range(self._largest):
            if not len(open_):
                break
            bit = None if values is None else (values[open_] > place).astype(np.int32)
            bit = self._bits.code(coder, contexts[open_] * self._largest + place, bit)
            out[open_] += bit
            open_ = open_[bit != 0]
        return out


class GolombCoder:
    """Unsigned integers of any size: adaptive unary exponent, then equiprobable mantissa bits (Exp-Golomb)."""

    def __init__(self, contexts=1, limit=300):
        self._exponent = UnaryCoder(30, contexts, limit)

    def code(self, coder, contexts, values=None):
        """contexts int (n,); values int (n,) in 0..2^30 or None. Returns values (n,), int64."""
        plus = None if values is None else np.asarray(values, np.int64) + 1
        exponent = None if plus is None else np.frexp(plus.astype(float))[1].astype(np.int64) - 1
        exponent = self._exponent.code(coder, contexts, exponent)
        out = np.ones(len(contexts), np.int64)
        for place in range(int(exponent.max()) if len(exponent) else 0):
            at = np.flatnonzero(exponent > place)
            bit = None if plus is None else ((plus[at] >> (exponent[at] - 1 - place)) & 1).astype(np.int32)
            bit = coder.code(np.full(len(at), PROBABILITY_ONE // 2), bit)
            out[at] = 2 * out[at] + bit
        return out - 1


class SignedCoder:
    """Signed integers (motion vector differences): zero flag, sign, Exp-Golomb magnitude, by context."""

    def __init__(self, contexts=1, limit=300):
        self._zero = AdaptiveBits(contexts, limit)
        self._sign = AdaptiveBits(contexts, limit)
        self._magnitude = GolombCoder(contexts, limit)

    def code(self, coder, contexts, values=None):
        """contexts int (n,); values int (n,) or None. Returns values (n,), int64."""
        contexts = np.asarray(contexts, np.int64)
        encoding = values is not None
        some = self._zero.code(coder, contexts, (values != 0).astype(np.int32) if encoding else None)
        out = np.zeros(len(contexts), np.int64)
        at = np.flatnonzero(some)
        if len(at):
            sign = self._sign.code(coder, contexts[at], (values[at] < 0).astype(np.int32) if encoding else None)
            size = self._magnitude.code(coder, contexts[at], np.abs(values[at]) - 1 if encoding else None)
            out[at] = np.where(sign != 0, -1 - size, 1 + size)
        return out
