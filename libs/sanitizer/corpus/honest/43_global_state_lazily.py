import zlib

import numpy as np


def _table():
    global _cache
    try:
        return _cache
    except NameError:
        _cache = np.arange(256, dtype=np.uint8)[::-1].copy()
        return _cache


def compress_video_frame(frame, frame_index, config):
    global frames_seen
    frames_seen = frame_index + 1
    return zlib.compress(_table()[frame].tobytes())


def decompress_video_frame(data, frame_index, config):
    inverse = np.argsort(_table()).astype(np.uint8)
    return inverse[np.frombuffer(zlib.decompress(data), np.uint8)].reshape(config["height"], config["width"], 3)
