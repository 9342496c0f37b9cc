"""Delivers an output of the right size by itself, says DONE, then dies.

accept: crashed|output_invalid
"""

import ctypes
import os
import struct

import numpy as np


def compress_video_frame(frame, frame_index, config):
    return b"x"


def decompress_video_frame(data, frame_index, config):
    size = config["height"] * config["width"] * 3 * config["frame_count"]
    for number in (6, 1):
        try:
            os.pwrite(number, bytes(size), 0)
        except OSError as error:
            print(error.errno)
    for index in range(config["frame_count"]):
        os.write(4, b"F" + struct.pack("<II", 4, index))
    os.write(4, b"D" + struct.pack("<IQI", 12, size, 0))
    ctypes.string_at(1)
