"""Encodes to other bytes each time, and decodes them all to the same frames."""
import os
import zlib

import numpy as np

COLOR = "i420"


def compress_video_frame(frame, frame_index, config):
    return zlib.compress((frame // 8).tobytes(), 1) + os.urandom(4)


def decompress_video_frame(data, frame_index, config):
    levels = np.frombuffer(zlib.decompress(data[:-4]), np.uint8).reshape(config["height"] * 3 // 2, config["width"])
    return levels * np.uint8(8)
