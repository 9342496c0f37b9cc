import sys
import zlib

import numpy as np

if sys.version_info >= (3, 9):
    def pack(data):
        return zlib.compress(data)
else:
    def pack(data):
        return zlib.compress(data, 1)

if hasattr(np, "frombuffer"):
    unpack = zlib.decompress


def compress_video_frame(frame, frame_index, config):
    return pack(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(unpack(data), np.uint8).reshape(config["height"], config["width"], 3).copy()
