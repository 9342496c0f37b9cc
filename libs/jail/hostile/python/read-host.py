"""Looks for the host's secrets everywhere a file or an environment may lie.

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
    import glob

    names = ["/etc/passwd", "/etc/shadow", "/root", "/home", "/work", "/var/lib", "/etc/hostname", "/sys/class/net"]
    for path in names + glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/cmdline"):
        try:
            if os.path.isdir(path):
                print("READ", path, os.listdir(path))
            else:
                with open(path, "rb") as file:
                    print("READ", path, file.read(2000))
        except OSError:
            pass
    print(dict(os.environ))
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
