"""Changes its sealed input: by the descriptor, by opening it anew, by unsealing it.

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
    import fcntl

    for action in (
        lambda: os.pwrite(5, b"x" * 100, 0),
        lambda: os.ftruncate(5, 0),
        lambda: os.pwrite(os.open("/proc/self/fd/5", os.O_RDWR), b"x", 0),
        lambda: fcntl.fcntl(5, 1033, 0),
    ):
        try:
            action()
            print("CHANGED")
        except OSError as error:
            print(error)
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
