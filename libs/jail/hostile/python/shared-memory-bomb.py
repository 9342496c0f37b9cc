"""Touches shared anonymous memory, which some limits do not count.

accept: out_of_memory|crashed|timed_out
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    import mmap

    held = []
    while True:
        block = mmap.mmap(-1, 1 << 24)
        block[:] = b"x" * (1 << 24)
        held.append(block)


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
