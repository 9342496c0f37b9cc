"""Adaptive probabilities by context, and their logistic mixing. Integers only: both sides agree exactly.

Sources: counts after Krichevsky-Trofimov with a limit; mixing after M. Mahoney, "Adaptive weighing of
context models for lossless data compression" (PAQ, 2005). Vectors of decisions are predicted at once and
learned from at once, so a whole anti-diagonal of a whole frame costs a few numpy calls.

Probabilities are 15 bits (1/32768), logits ("stretched" probabilities) are ln(p / (1 - p)) in 1/256,
weights are in 1/65536.

Example: a bit that depends on its context
>>> import numpy as np
>>> from codeckit.rans import BitCounter
>>> rng = np.random.default_rng(1); ctx = rng.integers(0, 2, (100, 64)); bits = (ctx ^ (rng.random((100, 64)) < .02)).astype(np.int32)
>>> model, counter = ContextMixer([2, 1]), BitCounter()
>>> for c, b in zip(ctx, bits): _ = model.code(counter, [c, c * 0], b)
>>> counter.bits < 0.2 * bits.size
True
"""
import numpy as np

from .rans import PROBABILITY_MIN, PROBABILITY_ONE

_Z = np.arange(-3072, 3073)
_SQUASH = np.rint(PROBABILITY_ONE / (1 + np.exp(-_Z / 256.0))).astype(np.int64)
_SQUASH = np.clip(_SQUASH, PROBABILITY_MIN, PROBABILITY_ONE - PROBABILITY_MIN)
_P = (np.arange(4096) + 0.5) / 4096
_STRETCH = np.rint(256 * np.log(_P / (1 - _P))).astype(np.int64)
_UNIT = 32
_SHORTEST, _LONGEST = 16, 320
_WHOLE = 1024


def stretch(p1):
    """15-bit probability to its logit in 1/256 (int64 array), between -2307 and 2307."""
    return _STRETCH[p1 >> 3]


def squash(logit):
    """Logit in 1/256 to a 15-bit probability that the rANS coder accepts (int64 array)."""
    return _SQUASH[np.minimum(np.maximum(logit, -3072), 3072) + 3072]


class AdaptiveBits:
    """One adaptive probability for each of `size` contexts, held as counts of zeros and ones.

    limit: when a context has seen so many decisions its counts are halved (smaller adapts faster).
    start: 15-bit probability to begin with, scalar or array (size,); weight: decisions it stands for.
    Counts are whole numbers in float64, where the quotient's floor is exact and much faster than integer division.
    """

    def __init__(self, size, limit=400, start=PROBABILITY_ONE // 2, weight=1.0):
        total = int(round(2 * _UNIT * weight))
        ones = np.maximum(np.full(size, total) * np.asarray(start, np.int64) >> 15, 1)
        self._ones = ones.astype(np.float64)
        self._zeros = np.maximum(total - self._ones, 1)
        self._limit = limit * _UNIT
        self.p1 = _probability(self._ones, self._ones + self._zeros)

    def code(self, coder, contexts, bits):
        """Code one decision for each context (int array (n,)); learn; return the bits (n,).

        Long vectors are cut, so that what their first decisions teach serves the later ones.
        """
        if len(contexts) <= _WHOLE:
            return self._code(coder, contexts, bits)
        out = np.empty(len(contexts), np.int32)
        for low in range(0, len(contexts), _WHOLE):
            at = slice(low, low + _WHOLE)
            out[at] = self._code(coder, contexts[at], None if bits is None else bits[at])
        return out

    def _code(self, coder, contexts, bits):
        bits = coder.code(self.p1[contexts], bits)
        self.learn(contexts, bits)
        return bits

    def learn(self, contexts, bits):
        """Count the decisions. Those of one call are counted together, after all were predicted."""
        low = int(contexts.min())
        near = contexts - low
        seen = np.bincount(near)
        ones = np.bincount(near[bits != 0], minlength=len(seen))
        at = slice(low, low + len(seen))
        now, then = self._ones[at], self._zeros[at]
        now += ones * _UNIT
        then += (seen - ones) * _UNIT
        total = now + then
        over = total > self._limit
        if over.any():
            now[over] = np.ceil(now[over] * 0.5)
            then[over] = np.ceil(then[over] * 0.5)
            total = now + then
        self.p1[at] = _probability(now, total)


def _probability(ones, total):
    p1 = (ones * float(PROBABILITY_ONE) / total).astype(np.int64)
    return np.minimum(np.maximum(p1, PROBABILITY_MIN), PROBABILITY_ONE - PROBABILITY_MIN)


class ContextMixer:
    """Several tables of adaptive probabilities, each with its own contexts, mixed in the logistic domain.

    sizes: number of contexts of each table. sets: number of weight vectors to choose from.
    limits: memory of the tables (int or one for each). rate: learning rate of the weights.
    starts: for each table None or its start probabilities.

    Each table counts as AdaptiveBits does; they lie one after the other in one array, so that a vector of decisions
    is looked up, mixed and learned from in a dozen numpy calls, however many tables there are.
    """

    def __init__(self, sizes, sets=1, limits=400, rate=0.02, starts=None, weight=None):
        limits = [limits] * len(sizes) if np.isscalar(limits) else limits
        starts = starts or [None] * len(sizes)
        tables = [
            AdaptiveBits(size, limit) if start is None else AdaptiveBits(size, limit, start, 3.0)
            for size, limit, start in zip(sizes, limits, starts)
        ]
        self._ones, self._zeros = (np.concatenate([getattr(t, name) for t in tables]) for name in ("_ones", "_zeros"))
        self._logits = stretch(np.concatenate([t.p1 for t in tables]))
        self._limits = np.repeat([float(t._limit) for t in tables], sizes)
        self._first = np.cumsum([0, *sizes[:-1]])[:, None]
        self._weights = np.full((sets, len(sizes)), int(65536 * (weight or 1.15 / len(sizes))), np.int64)
        self._divisor = int(round(128 / rate))
        self._seen = 0

    def code(self, coder, contexts, bits, chosen=0):
        """Code decisions; contexts: one int array (n,) for each table; bits (n,) or None when decoding.

        chosen: weight vector. Returns the bits (n,). Long vectors are cut, so that what their first decisions teach
        serves the later ones.
        """
        places = np.asarray(contexts) + self._first
        count, low = places.shape[1], 0
        out = np.empty(count, np.int32)
        while low < count:
            length = min(max(self._seen // 16, _SHORTEST), _LONGEST)
            at = slice(low, min(low + length, count))
            out[at] = self._code(coder, places[:, at], None if bits is None else bits[at], chosen)
            self._seen += at.stop - low
            low = at.stop
        return out

    def _code(self, coder, places, bits, chosen):
        logits = self._logits[places]
        p1 = squash((self._weights[chosen] @ logits) >> 16)
        bits = coder.code(p1, bits)
        errors = (bits.astype(np.int64) << 15) - p1
        gain = (logits @ errors) // (self._divisor * int((len(errors) + 4) ** 0.5))
        self._weights[chosen] = np.minimum(np.maximum(self._weights[chosen] + gain, -32768), 131072)
        self._learn(places.reshape(-1), np.tile(bits, len(places)))
        return bits

    def _learn(self, places, bits):
        """Counts as AdaptiveBits.learn does. Decisions of one context are summed by one bincount: 1 for each, 2^20 for a one."""
        counts = np.bincount(places, bits * float(1 << 20) + 1)[places]
        ones = np.floor(counts * 2.0**-20)
        zeros = self._zeros[places] + (counts - ones * float((1 << 20) + 1)) * _UNIT
        ones = self._ones[places] + ones * _UNIT
        total = ones + zeros
        over = total > self._limits[places]
        if over.any():
            ones = np.where(over, np.ceil(ones * 0.5), ones)
            zeros = np.where(over, np.ceil(zeros * 0.5), zeros)
            total = ones + zeros
        self._ones[places], self._zeros[places] = ones, zeros
        self._logits[places] = stretch(_probability(ones, total))
