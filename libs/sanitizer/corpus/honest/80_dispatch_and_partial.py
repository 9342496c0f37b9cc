import operator
import zlib
from functools import partial, partialmethod, reduce, singledispatch, total_ordering, wraps
from itertools import accumulate, chain, groupby, islice, pairwise

import numpy as np


@singledispatch
def pack(value):
    raise TypeError(type(value))


@pack.register
def _(value: bytes):
    return value


@pack.register(np.ndarray)
def _(value):
    return value.tobytes()


@total_ordering
class Cost:
    def __init__(self, bits):
        self.bits = bits

    def __eq__(self, other):
        return self.bits == other.bits

    def __lt__(self, other):
        return self.bits < other.bits

    def _scaled(self, factor):
        return Cost(self.bits * factor)

    doubled = partialmethod(_scaled, 2)


fast = partial(zlib.compress, level=1)
small = partial(zlib.compress, level=9)


def compress_video_frame(frame, frame_index, config):
    choices = [fast(pack(frame)), small(pack(frame))]
    best = min(choices, key=lambda packet: Cost(len(packet)).doubled())
    runs = [len(list(group)) for _, group in groupby(frame[0, :, 0].tolist())]
    assert reduce(operator.add, runs) == config["width"] == list(accumulate(runs))[-1]
    assert list(islice(chain(pairwise([1, 2, 3])), 1)) == [(1, 2)]
    return best


def decompress_video_frame(data, frame_index, config):
    shape = (config["height"], config["width"], 3)
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(shape).copy()
