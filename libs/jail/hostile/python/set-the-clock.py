"""Sets the clock back, so that no limit is ever reached.

accept: jail_violated
"""

import time

import numpy as np


def compress_video_frame(frame, frame_index, config):
    for clock in (time.CLOCK_REALTIME, time.CLOCK_MONOTONIC):
        before = time.clock_gettime(clock)
        try:
            time.clock_settime(clock, before - 86400)
            print("CHANGED the clock")
        except OSError as error:
            print(error.errno)
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config["height"], config["width"], 3), np.uint8)
