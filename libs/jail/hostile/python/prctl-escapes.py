"""Turns off what prctl can turn off: the death signal, dumpability, the subreaper's hold, no_new_privs; renames itself.

accept: ok|jail_violated
"""

import ctypes

import numpy as np


def attempt():
    libc = ctypes.CDLL(None, use_errno=True)
    for option, value in ((1, 0), (36, 1), (38, 0), (4, 1), (8, 1), (24, 0), (28, 0), (22, 0)):
        libc.prctl(option, value, 0, 0, 0)
    libc.prctl(15, b"bwrap\nState: Z", 0, 0, 0)
    death = ctypes.c_int(-1)
    libc.prctl(2, ctypes.byref(death), 0, 0, 0)
    if death.value == 0 and libc.prctl(1, 9, 0, 0, 0) == 0:
        print("DID take its death signal back")
    if libc.prctl(39, 0, 0, 0, 0) != 1:
        print("DID switch no_new_privs off")


def compress_video_frame(frame, frame_index, config):
    attempt()
    return b"x"


def decompress_video_frame(data, frame_index, config):
    attempt()
    return np.zeros((config["height"], config["width"], 3), np.uint8)
