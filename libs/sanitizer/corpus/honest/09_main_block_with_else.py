import zlib

import numpy as np

if __name__ == "__main__":
    import sys

    LEVEL = int(sys.argv[1])
else:
    LEVEL = 9


def compress_video_frame(frame, frame_index, config):
    return zlib.compress(frame.tobytes(), LEVEL)


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()
