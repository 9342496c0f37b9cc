"""Overflows the C stack, then handles the fault by a handler of its own that never ends.

accept: crashed|timed_out
"""

import ctypes
import signal

import numpy as np


def compress_video_frame(frame, frame_index, config):
    signal.signal(signal.SIGSEGV, lambda *_: None)
    signal.signal(signal.SIGBUS, lambda *_: None)
    ctypes.string_at(0)
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config["height"], config["width"], 3), np.uint8)
