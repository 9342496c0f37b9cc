"""The plainest codec that works: what the broken ones beside it were made from."""
import zlib

import numpy as np

COLOR = "i420"


def compress_video_frame(frame, frame_index, config):
    step = max(1, (100 - config["quality"]) // 2)
    return zlib.compress((frame // step).tobytes(), 1)


def decompress_video_frame(data, frame_index, config):
    step = max(1, (100 - config["quality"]) // 2)
    shape = (config["height"] * 3 // 2, config["width"])
    levels = np.frombuffer(zlib.decompress(data), np.uint8).reshape(shape)
    return np.minimum(levels.astype(np.int32) * step + step // 2, 255).astype(np.uint8)
