"""Sets up io_uring, whose kernel threads would open files and sockets past any filter.

accept: jail_violated
"""

import ctypes

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    parameters = ctypes.create_string_buffer(120)
    ring, error = syscall(425, 8, parameters)
    print(f"io_uring: {ring} {error}" if ring < 0 else "FOUND io_uring")
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config["height"], config["width"], 3), np.uint8)
