import zlib

import numpy as np

try:
    from numba import njit
except ImportError:
    def njit(*args, **kwargs):
        return args[0] if args and callable(args[0]) else lambda function: function

try:
    import scipy.fft as fft
except Exception:
    fft = None


@njit
def fold(values):
    return values ^ (values >> 1)


def compress_video_frame(frame, frame_index, config):
    return zlib.compress(fold(frame).tobytes())


def decompress_video_frame(data, frame_index, config):
    values = np.frombuffer(zlib.decompress(data), np.uint8).copy()
    for shift in (1, 2, 4):
        values ^= values >> shift
    return values.reshape(config["height"], config["width"], 3)
