"""Reads and writes a thread beside it, and its parent, as a debugger would.

accept: jail_violated
"""

import ctypes
import os
import platform
import threading
import time

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    beside = threading.Thread(target=time.sleep, args=(5,), daemon=True)
    beside.start()
    number = {"x86_64": 101, "aarch64": 117}[platform.machine()]
    for target in (beside.native_id, os.getppid(), 1):
        result, error = syscall(number, 16, target, 0, 0)
        print(f"attach {target}: {error}" if result < 0 else f"FOUND a way into {target}")
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config["height"], config["width"], 3), np.uint8)
