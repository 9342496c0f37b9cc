"""Starts threads until something stops it.

accept: crashed|out_of_memory|timed_out
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    import threading, time

    while True:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
