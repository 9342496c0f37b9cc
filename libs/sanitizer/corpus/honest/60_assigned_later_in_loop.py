import zlib

import numpy as np


def delta_rows(frame):
    rows = []
    for index, row in enumerate(frame):
        if index:
            rows.append(row - above)
        else:
            rows.append(row)
        above = row
    return np.stack(rows)


def compress_video_frame(frame, frame_index, config):
    return zlib.compress(delta_rows(frame).tobytes())


def decompress_video_frame(data, frame_index, config):
    rows = np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3)
    return np.cumsum(rows, axis=0, dtype=np.uint8)
