"""Asks for new processes by every call that makes one.

accept: ok|jail_violated
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    for number, flags in ((56, 17), (57, 0), (58, 0), (435, 0)):
        result, error = syscall(number, flags, 0, 0, 0, 0)
        if result == 0:
            while True:
                pass
        print(number, result, error)
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
