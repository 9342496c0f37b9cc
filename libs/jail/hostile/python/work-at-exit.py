"""Leaves work for the interpreter's end: handlers, finalisers, threads.

accept: ok
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    import atexit, threading, time

    atexit.register(lambda: time.sleep(60))
    threading.Thread(target=time.sleep, args=(60,)).start()
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
