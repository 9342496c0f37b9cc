"""Asks for every family of sockets that reaches around a network namespace, and for raw ones.

accept: ok
"""

import ctypes
import socket

import numpy as np

FAMILIES = range(0, 46)
KINDS = (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET)


def attempt():
    libc = ctypes.CDLL(None, use_errno=True)
    for family in FAMILIES:
        for kind in KINDS:
            for protocol in (0, 1, 255):
                if libc.syscall(41, family, kind, protocol) >= 0 or libc.socketpair(family, kind, protocol, (ctypes.c_int * 2)()) == 0:
                    print("SOCKET", family, kind)
                    return


def compress_video_frame(frame, frame_index, config):
    attempt()
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config["height"], config["width"], 3), np.uint8)
