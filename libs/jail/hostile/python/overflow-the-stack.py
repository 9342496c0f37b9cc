"""Recurses through C until the stack ends.

accept: crashed|out_of_memory
"""

import ctypes
import sys

import numpy as np

sys.setrecursionlimit(1 << 30)
CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)


@CALLBACK
def again(depth):
    return again(depth + 1) + 1


def compress_video_frame(frame, frame_index, config):
    again(0)
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config["height"], config["width"], 3), np.uint8)
