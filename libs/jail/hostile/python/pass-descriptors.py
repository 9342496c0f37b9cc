"""Looks for a socket to send descriptors through (SCM_RIGHTS), abstract names included.

accept: ok|crashed
"""

import array
import os
import socket

import numpy as np


def attempt(what, action):
    try:
        action()
        print("SOCKET", what)
    except OSError as error:
        print(what, error.errno)


def compress_video_frame(frame, frame_index, config):
    attempt("pair", socket.socketpair)
    attempt("abstract", lambda: socket.socket(socket.AF_UNIX).bind(b"\0codecsmith"))
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [5]))]
    for number in range(16):
        attempt(f"send over {number}", lambda: socket.socket(fileno=os.dup(number)).sendmsg([b"x"], rights))
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config["height"], config["width"], 3), np.uint8)
