"""A decoder that returns an array subclass that lies about its shape and type.

accept: output_invalid
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


class Liar(np.ndarray):
    shape = property(lambda self: (16, 32, 3))
    dtype = property(lambda self: np.dtype(np.uint8))


def compress_video_frame(frame, frame_index, config):
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros(5, np.float64).view(Liar)
