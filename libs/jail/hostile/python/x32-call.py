"""Makes a system call in the x32 convention, past a filter that only knows x86-64.

accept: jail_violated
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    print(syscall(0x40000000 + 39))
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
