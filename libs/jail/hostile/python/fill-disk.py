"""Fills every writable folder.

accept: ok|crashed|out_of_memory
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    total = 0
    for folder in ("/tmp", "/dev/shm", "/var/tmp", "/run", "/"):
        try:
            with open(f"{folder}/fill", "wb") as file:
                while True:
                    total += file.write(b"x" * (1 << 20))
                    file.flush()
        except OSError as error:
            print(folder, error)
    print("WROTE", total)
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
