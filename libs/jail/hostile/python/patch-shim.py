"""Finds the shim's objects by the garbage collector and the call stack and replaces their insides.

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
    import gc, sys

    caller = sys._getframe(1)
    caller.f_locals["writer"].__dict__.update(offset=7, count=10_000)
    for thing in gc.get_objects():
        if isinstance(thing, dict) and "write_output" in thing:
            thing["write_output"] = lambda data, offset: offset + (1 << 30)
            thing["checked_packet"] = lambda value, limit: value
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
