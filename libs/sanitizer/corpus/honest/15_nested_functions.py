import zlib

import numpy as np


def make_codec(level):
    calls = 0

    def encode(frame):
        nonlocal calls
        calls += 1

        def pack(array):
            return zlib.compress(array.tobytes(), level)

        return pack(frame)

    def decode(data, shape):
        return np.frombuffer(zlib.decompress(data), np.uint8).reshape(shape).copy()

    return encode, decode


_encode, _decode = make_codec(9)


def compress_video_frame(frame, frame_index, config):
    return _encode(frame)


def decompress_video_frame(data, frame_index, config):
    return _decode(data, (config["height"], config["width"], 3))
