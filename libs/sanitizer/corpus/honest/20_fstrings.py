import zlib

import numpy as np


def describe(config: dict) -> str:
    name = "frame"
    width, precision = 10, 3
    value = config["width"] / max(1, config["height"])
    return f"{name!r:>{width}} {value:{width}.{precision}f} {config['quality']=} {{literal}} {'yes' if value > 1 else 'no'}"


def compress_video_frame(frame, frame_index, config):
    print(describe(config), f"{frame.mean():.2f}" f" {frame_index:03d}")
    return zlib.compress(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()
