"""Locks itself out in every thread, so that nobody ever wakes up.

accept: timed_out
"""

import threading

import numpy as np

never = threading.Lock()
never.acquire()


def compress_video_frame(frame, frame_index, config):
    for _ in range(8):
        threading.Thread(target=never.acquire).start()
    never.acquire()
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config["height"], config["width"], 3), np.uint8)
