"""Raises an exception whose text, type name and attributes all misbehave.

accept: crashed
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


class Trap(BaseException):
    def __str__(self):
        raise Trap()

    def __getattribute__(self, name):
        raise SystemExit(0)


def compress_video_frame(frame, frame_index, config):
    raise Trap()


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
