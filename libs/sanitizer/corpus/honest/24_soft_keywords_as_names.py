import zlib

import numpy as np

match = 3
case = [1, 2]
type_ = type(match)
_ = None


def print_size(data, print=print):
    print(len(data))


def compress_video_frame(frame, frame_index, config):
    type = "zlib"
    data = zlib.compress(frame.tobytes(), match)
    print_size(data)
    return data if type and case else b""


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()
