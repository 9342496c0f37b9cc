"""Writes into the memory of the namespace's first process, which has no second filter.

accept: ok|crashed|jail_violated
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    for pid in (1, os.getppid()):
        for name in ("mem", "environ", "maps", "root", "cwd", "exe", "fd"):
            path = f"/proc/{pid}/{name}"
            try:
                if name in ("root", "cwd", "exe"):
                    print(path, os.readlink(path))
                elif name == "fd":
                    print(path, os.listdir(path))
                else:
                    with open(path, "r+b", buffering=0) as file:
                        file.seek(0)
                        print("OPENED FOR WRITING", path)
            except OSError as error:
                print(path, error)
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
