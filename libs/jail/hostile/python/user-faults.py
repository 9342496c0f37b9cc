"""Asks for page faults of its own (userfaultfd), the lever of many kernel exploits.

accept: jail_violated
"""

import ctypes
import platform

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    number = {"x86_64": 323, "aarch64": 282}[platform.machine()]
    handle, error = syscall(number, 0x80000)
    print(f"userfaultfd: {handle} {error}" if handle < 0 else "FOUND userfaultfd")
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config["height"], config["width"], 3), np.uint8)
