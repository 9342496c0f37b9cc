"""Lowers the resource limits of its parent and of init, and raises its own.

accept: ok|crashed|timed_out
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    import resource

    for pid in {os.getppid(), 1} - {0, os.getpid()}:
        for kind in (resource.RLIMIT_CPU, resource.RLIMIT_NOFILE):
            try:
                resource.prlimit(pid, kind, (1, 1))
                print("limited", pid)
            except OSError as error:
                print(error)
    for kind in (resource.RLIMIT_CPU, resource.RLIMIT_NOFILE, resource.RLIMIT_AS):
        if resource.getrlimit(kind)[1] == resource.RLIM_INFINITY:
            continue
        try:
            resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            print("raised", kind)
        except (OSError, ValueError) as error:
            print(error)
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
