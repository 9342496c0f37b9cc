"""Replaces the functions that the shim checks results with.

accept: output_invalid|crashed
"""

import builtins

import numpy as np


def compress_video_frame(frame, frame_index, config):
    return b"x"


def decompress_video_frame(data, frame_index, config):
    shape = (config["height"], config["width"], 3)
    builtins.isinstance = lambda value, kind: True
    builtins.len = lambda value: shape[0] * shape[1] * 3
    builtins.tuple = lambda value: shape
    builtins.type = lambda value: np.ndarray
    builtins.getattr = lambda *arguments: shape
    return np.zeros((1, 1, 3), np.uint8)
