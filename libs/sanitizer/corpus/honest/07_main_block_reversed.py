import zlib

import numpy as np


def compress_video_frame(frame, frame_index, config):
    return zlib.compress(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()


if "__main__" == __name__:
    frame = np.zeros((8, 8, 3), np.uint8)
    assert len(compress_video_frame(frame, 0, {})) > 0
