"""Interleaved adaptive binary rANS: many coder states, each decision with its own probability.

Source: J. Duda, "Asymmetric numeral systems" (arXiv:1311.2540); interleaving after F. Giesen,
"Interleaved entropy coders" (arXiv:1402.3392). States of 32 bits renormalised by 16-bit words;
probabilities of 15 bits. Decision number k of a stream belongs to state k mod lanes, so encoder and
decoder may cut the decisions into vectors of any length. All integer: both sides agree exactly.

Three coders share one interface, so one model serves to encode, to decode and to estimate.
`bits = coder.code(p1, bits)` takes p1, the probability of a 1 in 1/32768; the decoder ignores `bits`.
`bits = coder.raw(bits, count)` takes equiprobable bits (signs), and only after the last code().

Example
>>> import numpy as np
>>> p, b = np.full(1000, 3000), (np.arange(1000) % 11 == 0).astype(np.int32)
>>> encoder = RansEncoder(); _ = encoder.code(p, b); data = encoder.finish()
>>> bool((RansDecoder(data).code(p) == b).all()), len(data) < 70
(True, True)
"""
import numpy as np

from .bits import leb128_decode, leb128_encode, pack_bits, unpack_bits

PROBABILITY_BITS = 15
PROBABILITY_ONE = 1 << PROBABILITY_BITS
PROBABILITY_MIN = 16
"""Probabilities given to the coders must lie in PROBABILITY_MIN .. 32768 - PROBABILITY_MIN."""

_LOW = np.uint64(1 << 16)
_S15, _S16, _S17 = (np.uint64(n) for n in (15, 16, 17))
_MASK15, _MASK16 = np.uint64(0x7FFF), np.uint64(0xFFFF)


class BitCounter:
    """Coder that only adds up the ideal cost: `.bits` (float). For encoder decisions and trials."""

    decoding = False

    def __init__(self):
        self.bits = 0.0

    def code(self, p1, bits):
        share = np.where(bits, p1, PROBABILITY_ONE - p1) / PROBABILITY_ONE
        self.bits -= float(np.log2(share).sum())
        return bits

    def raw(self, bits, count=None):
        self.bits += np.size(bits)
        return bits


class RansEncoder:
    """Collects decisions, writes them in finish(). rANS runs backwards, hence no byte before the end."""

    decoding = False

    def __init__(self):
        self._p1, self._bits, self._raw = [], [], []

    def code(self, p1, bits):
        """p1: int array (n,), probability of 1 in 1/32768; bits: 0/1 array (n,). Returns bits."""
        self._p1.append(np.asarray(p1, np.int64))
        self._bits.append(np.asarray(bits, np.int32))
        return bits

    def raw(self, bits, count=None):
        """Equiprobable bits, 0/1 array (n,). They fill what the states' start values would waste."""
        self._raw.append(np.asarray(bits, np.int32).reshape(-1))
        return bits

    def finish(self, lanes=1):
        """All decisions as bytes. lanes: states side by side, two bytes each; one is as fast as many in Python."""
        empty = [np.zeros(0, np.int64)]
        p1, bits = np.concatenate(self._p1 + empty), np.concatenate(self._bits + empty)
        raw = np.concatenate(self._raw + empty)
        head = np.zeros(16 * lanes, np.int64)
        head[: min(len(raw), len(head))] = raw[: len(head)]
        start = (head.reshape(lanes, 16) << np.arange(15, -1, -1)).sum(1)
        states, words = (_encode_in_line if lanes == 1 else _encode)(p1, bits, start + (1 << 16))
        return leb128_encode([lanes]) + states.astype("<u4").tobytes() + words + pack_bits(raw[len(head) :])


def _encode_in_line(p1, bits, states):
    """_encode for one state: plain Python integers beat numpy's calls."""
    x, words = int(states[0]), []
    frequencies = np.where(bits, p1, PROBABILITY_ONE - p1)[::-1].tolist()
    bases = np.where(bits, 0, p1)[::-1].tolist()
    for frequency, base in zip(frequencies, bases):
        if x >= frequency << 17:
            words.append(x & 0xFFFF)
            x >>= 16
        quotient, rest = divmod(x, frequency)
        x = (quotient << 15) + rest + base
    return np.array([x]), np.array(words[::-1], "<u2").tobytes()


def _encode(p1, bits, states):
    lanes, words = len(states), []
    p1, states = p1.astype(np.uint64), states.astype(np.uint64)
    frequency = np.where(bits, p1, np.uint64(PROBABILITY_ONE) - p1)
    base = np.where(bits, np.uint64(0), p1)
    for at in range((len(p1) - 1) // lanes * lanes, -1, -lanes):
        f, c = frequency[at : at + lanes], base[at : at + lanes]
        x = states[: len(f)]
        full = x >= (f << _S17)
        if full.any():
            words.append((x[full] & _MASK16).astype("<u2").tobytes())
            x = np.where(full, x >> _S16, x)
        quotient = x // f
        states[: len(f)] = (quotient << _S15) + (x - quotient * f) + c
    return states, b"".join(reversed(words))


class RansDecoder:
    """Reads what RansEncoder.finish() wrote, with the same probabilities in the same order."""

    decoding = True

    def __init__(self, data):
        (self._lanes,), at = leb128_decode(data)
        end = at + 4 * self._lanes
        if not 0 < self._lanes <= 4096 or end > len(data):
            raise ValueError(f"RansDecoder: {len(data)} bytes cannot hold {self._lanes} states")
        self._data = data[end:]
        self._states = np.frombuffer(data[at:end], "<u4").astype(np.uint64)
        words = np.frombuffer(self._data[: len(self._data) & ~1], "<u2").astype(np.uint64)
        self._words = np.concatenate([words, np.zeros(self._lanes, np.uint64)])
        self._line = self._words.tolist() if self._lanes == 1 else None
        self._word = self._lane = 0
        self._raw = None

    def code(self, p1, bits=None):
        """p1: int array (n,). Returns the n decoded bits, int32."""
        if self._lanes == 1:
            return self._code_in_line(p1)
        p1 = np.asarray(p1, np.int64).astype(np.uint64)
        out = np.empty(len(p1), np.int32)
        at = 0
        while at < len(p1):
            step = min(len(p1) - at, self._lanes - self._lane)
            out[at : at + step] = self._step(p1[at : at + step])
            at += step
        return out

    def _code_in_line(self, p1):
        """code() for one state: plain Python integers beat numpy's calls."""
        x, at = int(self._states[0]), self._word
        words, out = self._line, []
        for p in np.asarray(p1).tolist():
            low = x & 0x7FFF
            if low < p:
                x = p * (x >> 15) + low
                out.append(1)
            else:
                x = (PROBABILITY_ONE - p) * (x >> 15) + low - p
                out.append(0)
            if x < 65536:
                if at == len(words):
                    raise ValueError("RansDecoder: the stream ends early")
                x = (x << 16) | words[at]
                at += 1
        self._states[0], self._word = x, at
        return np.array(out, np.int32)

    def _step(self, p1):
        lane = self._lane
        x = self._states[lane : lane + len(p1)]
        low = x & _MASK15
        bit = low < p1
        x = np.where(bit, p1 * (x >> _S15) + low, (np.uint64(PROBABILITY_ONE) - p1) * (x >> _S15) + low - p1)
        need = np.flatnonzero(x < _LOW)
        if len(need):
            words = self._words[self._word : self._word + len(need)]
            if len(words) < len(need):
                raise ValueError("RansDecoder: the stream ends early")
            x[need] = (x[need] << _S16) | words
            self._word += len(need)
        self._states[lane : lane + len(p1)] = x
        self._lane = (lane + len(p1)) % self._lanes
        return bit

    def raw(self, bits=None, count=0):
        """The next `count` equiprobable bits (int32). Call only after the last code()."""
        if self._raw is None:
            start = (self._states - _LOW)[:, None] >> np.arange(15, -1, -1, dtype=np.uint64)
            tail = self._data[2 * self._word :]
            self._raw = np.concatenate([(start & np.uint64(1)).reshape(-1), unpack_bits(tail, 8 * len(tail))])
            self._raw = self._raw.astype(np.int32)
        out, self._raw = self._raw[:count], self._raw[count:]
        if len(out) < count:
            raise ValueError(f"RansDecoder.raw: {count} bits wanted, {len(out)} left")
        return out
