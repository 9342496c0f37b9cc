"""Sends itself the signal that an operator or the host would end it by.

accept: crashed
"""

import os
import signal

import numpy as np


def compress_video_frame(frame, frame_index, config):
    os.kill(os.getpid(), signal.SIGKILL)
    return frame.tobytes()


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config["height"], config["width"], 3), np.uint8)
