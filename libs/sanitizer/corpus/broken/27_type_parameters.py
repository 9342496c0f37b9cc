import zlib

import numpy as np


def first[T](items: list[T]) -> T:
    return items[0]


def compress_video_frame(frame, frame_index, config):
    return zlib.compress(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
    shape = (config["height"], config["width"], 3)
    return np.frombuffer(zlib.decompress(data), dtype=np.uint8).reshape(shape).copy()
