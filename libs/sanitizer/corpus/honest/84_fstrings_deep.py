import zlib

import numpy as np

WIDTH = 12


def compress_video_frame(frame, frame_index, config):
    name, mean = "frame", float(frame.mean())
    print(f"{name!r:>{WIDTH}}|{mean:{WIDTH}.{2}f}|{frame_index=:03d}|{{}}|{'nested ' + f'{mean:.0f}'}")
    print(f"{config['quality']:+d} {(lambda x: x * 2)(frame_index)} {frame.shape!s:^20}")
    print("%-10s|%05.1f|%x" % (name, mean, 255), "{:,}".format(frame.size), sep="\n", end="\n\n")
    return zlib.compress(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
    shape = (config["height"], config["width"], 3)
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(shape).copy()
