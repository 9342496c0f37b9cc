import zlib

import numpy as np

table = list(range(256))
table.reverse()
LOOKUP = np.array(table, np.uint8)
del table

for index in range(3):
    pass
del index


def compress_video_frame(frame, frame_index, config):
    mapped = LOOKUP[frame]
    data = mapped.tobytes()
    del mapped
    return zlib.compress(data)


def decompress_video_frame(data, frame_index, config):
    return LOOKUP[np.frombuffer(zlib.decompress(data), np.uint8)].reshape(config["height"], config["width"], 3)
