import zlib

import numpy as np


def compress_video_frame(frame, frame_index, config):
    return zlib.compress(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()


def run_tests():
    config = {"width": 4, "height": 4}
    frame = np.zeros((4, 4, 3), np.uint8)
    out = decompress_video_frame(compress_video_frame(frame, 0, config), 0, config)
    assert (out == frame).all()
    print("tests passed")


run_tests()
