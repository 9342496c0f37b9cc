"""Reopens the harness's own descriptors through /proc: the sealed input for writing, the output to grow, the messages to forge.

accept: ok|output_invalid|crashed
"""

import os

import numpy as np


def tamper():
    for number in range(0, 7):
        for flags in (os.O_RDWR, os.O_WRONLY | os.O_TRUNC, os.O_WRONLY | os.O_APPEND):
            try:
                fd = os.open(f"/proc/self/fd/{number}", flags)
            except OSError:
                continue
            try:
                size = os.fstat(fd).st_size
                if number == 5:
                    os.write(fd, b"\0" * 8)
                    print("CHANGED", number)
                if number == 6:
                    os.ftruncate(fd, size + (1 << 20))
                    print("RESIZED", number)
            except OSError:
                pass
            finally:
                os.close(fd)


def compress_video_frame(frame, frame_index, config):
    tamper()
    return b"x"


def decompress_video_frame(data, frame_index, config):
    tamper()
    return np.zeros((config["height"], config["width"], 3), np.uint8)
