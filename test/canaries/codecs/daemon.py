"""Leaves a process behind that would live on from the encoder into the decoder."""
import os
import time

import numpy as np

COLOR = "i420"


def compress_video_frame(frame, frame_index, config):
    if frame_index == 0 and os.fork() == 0:
        os.setsid()
        while True:
            time.sleep(1)
    return b""


def decompress_video_frame(data, frame_index, config):
    return np.full((config["height"] * 3 // 2, config["width"]), 128, np.uint8)
