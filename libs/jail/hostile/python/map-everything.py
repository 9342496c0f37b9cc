"""Reserves all address space and touches what it got.

accept: out_of_memory|crashed|timed_out
"""

import mmap

import numpy as np

PIECE = 64 << 20


def compress_video_frame(frame, frame_index, config):
    pieces = []
    while True:
        piece = mmap.mmap(-1, PIECE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | getattr(mmap, "MAP_NORESERVE", 0x4000))
        for offset in range(0, PIECE, 4096):
            piece[offset] = 1
        pieces.append(piece)


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config["height"], config["width"], 3), np.uint8)
