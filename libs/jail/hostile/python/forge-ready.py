"""Says a second time that it is ready, then that it failed in a way of its own choosing.

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

    os.write(4, b"R" + struct.pack("<I", 2) + b"{}")
    os.write(4, b"X" + struct.pack("<I", 20) + b'{"kind":"lab_fault"}')
    os._exit(0)


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
