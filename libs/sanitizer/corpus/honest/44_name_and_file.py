import os
import zlib

import numpy as np

MODULE = __name__
FOLDER = os.path.dirname(os.path.abspath(__file__)) if "__file__" in globals() else "."


def compress_video_frame(frame, frame_index, config):
    print(MODULE, __doc__, os.path.basename(FOLDER) is not None)
    return zlib.compress(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()
