from numpy import *
from zlib import *


def compress_video_frame(frame, frame_index, config):
    return compress(ascontiguousarray(frame).tobytes())


def decompress_video_frame(data, frame_index, config):
    return frombuffer(decompress(data), dtype=uint8).reshape(config["height"], config["width"], 3).copy()
