"""Fills the small /tmp through files that look empty: sparse, mapped, preallocated.

accept: ok|crashed|out_of_memory
"""

import mmap
import os

import numpy as np

SIZE = 1 << 40


def compress_video_frame(frame, frame_index, config):
    try:
        file = os.open("/tmp/sparse", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        print("no place", error.errno)
        return b"x"
    for action in (lambda: os.ftruncate(file, SIZE), lambda: os.posix_fallocate(file, 0, 1 << 30)):
        try:
            action()
        except OSError as error:
            print(error.errno)
    try:
        mapping = mmap.mmap(file, 1 << 30)
        for offset in range(0, 1 << 30, 4096):
            mapping[offset] = 1
    except (OSError, ValueError) as error:
        print("map", error)
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config["height"], config["width"], 3), np.uint8)
