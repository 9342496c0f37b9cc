"""Returns bytes and arrays whose every method runs hostile code in the shim, or that change size while they are written.

accept: output_invalid|crashed|ok
"""

import threading

import numpy as np


class Growing(bytearray):
    def __len__(self):
        return 1 << 40

    def __bytes__(self):
        return b"x" * 3


class Shape(tuple):
    def __eq__(self, other):
        return True

    __hash__ = tuple.__hash__


class Liar(np.ndarray):
    @property
    def shape(self):
        return Shape((1,))

    def __array__(self, *_, **__):
        return np.zeros((1, 1), np.uint8)


def compress_video_frame(frame, frame_index, config):
    packet = Growing(b"abc")
    threading.Thread(target=lambda: [packet.append(1) for _ in range(1000)], daemon=True).start()
    return packet


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config["height"], config["width"]), np.uint8).view(Liar)
