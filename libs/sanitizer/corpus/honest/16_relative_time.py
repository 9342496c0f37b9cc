import time
import zlib

import numpy as np

_start = time.perf_counter()


def compress_video_frame(frame, frame_index, config):
    began = time.perf_counter()
    data = zlib.compress(frame.tobytes())
    print(f"frame {frame_index}: {time.perf_counter() - began:.3f} s, {time.perf_counter() - _start:.3f} s since load")
    return data


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()
