import zlib

import numpy as np

DEBUG = False


def compress_video_frame(frame, frame_index, config):
    return zlib.compress(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()


if (__name__ in ("__main__",)) and DEBUG:
    raise SystemExit(compress_video_frame(None, 0, {}))
