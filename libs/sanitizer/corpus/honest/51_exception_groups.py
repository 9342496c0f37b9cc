import zlib

import numpy as np


def compress_video_frame(frame, frame_index, config):
    try:
        return zlib.compress(frame.tobytes())
    except* ValueError as group:
        print(group.exceptions)
    raise RuntimeError("unreachable")


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()
