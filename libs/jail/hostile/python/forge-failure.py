"""Describes its failure with nonsense in every field.

accept: crashed
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    import json, struct

    text = json.dumps({"kind": "lab_fault", "message": ["x"], "line": -5, "frame": "many"}).encode()
    os.write(4, b"X" + struct.pack("<I", len(text)) + text)
    os._exit(1)


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
