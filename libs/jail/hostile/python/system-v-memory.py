"""Leaves a message for the decoder in System V memory, a message queue and a keyring.

accept: ok|jail_violated|crashed
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    print(syscall(29, 0x1234, 4096, 0o1666), syscall(68, 0x1234, 0o1666), syscall(64, 0x1234, 1, 0o1666))
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
