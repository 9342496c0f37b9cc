"""Loads filters and Landlock rules of its own, to confuse what comes after.

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
    print(syscall(317, 1, 0, 0), syscall(444, 0, 0, 1), libc.prctl(22, 1), libc.prctl(38, 0, 0, 0, 0))
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
