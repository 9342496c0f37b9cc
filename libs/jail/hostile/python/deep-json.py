"""Sends JSON so deeply nested that a careless parser overflows its stack.

accept: output_invalid
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    import struct

    text = b"[" * 60000
    os.write(4, b"X" + struct.pack("<I", len(text)) + text)
    os._exit(1)


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
