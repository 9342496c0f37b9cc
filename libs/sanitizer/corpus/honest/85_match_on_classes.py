import zlib
from dataclasses import dataclass

import numpy as np


@dataclass
class Intra:
    level: int


@dataclass
class Inter:
    reference: int
    level: int = 6


def plan(frame_index):
    return Intra(9) if frame_index % 2 == 0 else Inter(frame_index - 1)


def level_of(what):
    match what:
        case Intra(level=level) if level > 9:
            return 9
        case Intra(level) | Inter(_, level):
            return level
        case {"level": int(level), **rest} if not rest:
            return level
        case [first, *_] | (first, _):
            return first
        case None | "" | -1:
            return 1
        case _:
            raise ValueError(what)


def compress_video_frame(frame, frame_index, config):
    assert [level_of({"level": 3}), level_of([4, 5, 6]), level_of(None)] == [3, 4, 1]
    return zlib.compress(frame.tobytes(), level_of(plan(frame_index)))


def decompress_video_frame(data, frame_index, config):
    shape = (config["height"], config["width"], 3)
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(shape).copy()
