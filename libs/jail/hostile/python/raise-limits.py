"""Raises its own limits.

accept: ok
"""

import os
import resource

import numpy as np

NAMES = ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_NPROC", "RLIMIT_FSIZE", "RLIMIT_NOFILE")


def compress_video_frame(frame, frame_index, config):
    for name in NAMES:
        soft, hard = resource.getrlimit(getattr(resource, name))
        if hard == resource.RLIM_INFINITY:
            continue
        try:
            resource.setrlimit(getattr(resource, name), (hard + 1, hard + 1))
            print("RAISED", name)
        except (OSError, ValueError) as error:
            print(name, error)
    try:
        print("RAISED priority", os.nice(-1))
    except OSError as error:
        print(error.errno)
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config["height"], config["width"], 3), np.uint8)
