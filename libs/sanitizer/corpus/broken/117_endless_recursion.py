import zlib

import numpy as np


def search(frame, depth):
    return search(frame, depth + 1)


def compress_video_frame(frame, frame_index, config):
    return search(frame, 0)


def decompress_video_frame(data, frame_index, config):
    shape = (config["height"], config["width"], 3)
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(shape).copy()
