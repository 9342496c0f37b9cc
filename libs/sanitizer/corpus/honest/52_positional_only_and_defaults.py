import zlib

import numpy as np


def pack(array, /, level=6, *, wrap=bytes):
    return wrap(zlib.compress(array.tobytes(), level))


def compress_video_frame(frame, frame_index=0, config=None, *, level=9, **options):
    return pack(frame, level, **options)


def decompress_video_frame(data, *args):
    frame_index, config = args
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()
