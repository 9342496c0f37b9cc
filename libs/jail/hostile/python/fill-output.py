"""Writes beyond the output's limit, and resizes it.

accept: ok|crashed
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    for action in (lambda: os.ftruncate(6, 1 << 40), lambda: os.pwrite(6, b"x", 1 << 40), lambda: os.truncate("/proc/self/fd/6", 1)):
        try:
            action()
            print("RESIZED")
        except OSError as error:
            print(error)
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
