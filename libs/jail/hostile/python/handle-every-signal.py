"""Handles or blocks every signal that can be, then burns time.

accept: timed_out
"""

import signal

import numpy as np


def compress_video_frame(frame, frame_index, config):
    for number in signal.valid_signals():
        try:
            signal.signal(number, lambda *_: None)
        except (OSError, ValueError):
            continue
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    while True:
        pass


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config["height"], config["width"], 3), np.uint8)
