import functools
import math
import zlib

import numpy as np


@functools.lru_cache(maxsize=None)
def window(length):
    return np.array([math.sin(math.pi * (i + 0.5) / length) for i in range(length)])


def compress_video_frame(frame, frame_index, config):
    assert window(16).max() <= 1
    return zlib.compress(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()
