import zlib

import numpy as np


def compressVideoFrame(frame, frame_index, config):
    return zlib.compress(frame.tobytes())


def decompressVideoFrame(data, frame_index, config):
    shape = (config["height"], config["width"], 3)
    return np.frombuffer(zlib.decompress(data), dtype=np.uint8).reshape(shape).copy()
