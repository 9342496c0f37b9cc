import typing
import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.fft import dctn

if typing.TYPE_CHECKING:
    from numba import njit


class Tables:
    size = 4
    rows = [row for row in range(size)]

    def total(self):
        return sum(self.rows)


def compress_video_frame(frame: "np.ndarray", frame_index: int, config: "dict") -> "bytes":
    return zlib.compress(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()
