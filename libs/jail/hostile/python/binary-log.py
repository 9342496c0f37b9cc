"""Prints terminal escapes, NULs and broken UTF-8.

accept: ok
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    os.write(1, bytes(range(256)) + b"\x1b]0;title\x07\xed\xa0\x80\0")
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
