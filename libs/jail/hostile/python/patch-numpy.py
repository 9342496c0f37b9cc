"""A decoder that replaces the functions its output is checked with.

accept: output_invalid|crashed
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    return b"x"


def decompress_video_frame(data, frame_index, config):
    np.asarray = lambda value: value
    np.ascontiguousarray = lambda value: value

    class Fake:
        dtype, shape = np.dtype(np.uint8), (config["height"], config["width"], 3)

    return Fake()
