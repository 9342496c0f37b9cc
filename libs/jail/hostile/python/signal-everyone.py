"""Sends SIGKILL to everyone, to its parent and to low pids.

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
    for pid in (-1, 1, os.getppid(), *range(2, 400)):
        if pid in (os.getpid(), 0):
            continue
        try:
            os.kill(pid, 9)
            print("killed" if pid > 0 else "(nobody, says success)", pid)
        except OSError:
            pass
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
