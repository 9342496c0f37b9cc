import zlib

import numpy as np


if 1 = 1:
    pass


def compress_video_frame(frame, frame_index, config):
    return zlib.compress(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
    shape = (config["height"], config["width"], 3)
    return np.frombuffer(zlib.decompress(data), dtype=np.uint8).reshape(shape).copy()
