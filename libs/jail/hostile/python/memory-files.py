"""Makes nameless files to execute from, or to hide memory in: memfd_create, memfd_secret.

accept: jail_violated
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    try:
        print("FOUND a memory file", os.memfd_create("hidden"))
    except OSError as error:
        print("memfd_create", error.errno)
    handle, error = syscall(447, 0)
    print(f"memfd_secret {error}" if handle < 0 else "FOUND a secret memory file")
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config["height"], config["width"], 3), np.uint8)
