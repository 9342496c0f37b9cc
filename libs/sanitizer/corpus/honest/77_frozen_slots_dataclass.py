import zlib
from dataclasses import KW_ONLY, dataclass, field, replace
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Shape:
    height: int
    width: int
    _: KW_ONLY
    channels: int = 3

    @cached_property
    def as_tuple(self):
        return (self.height, self.width, self.channels)


@dataclass(order=True, slots=True)
class Packet:
    index: int
    payload: bytes = field(default=b"", compare=False, repr=False)

    def __post_init__(self):
        if self.index < 0:
            raise ValueError(f"{self.index=}")


def compress_video_frame(frame, frame_index, config):
    packet = replace(Packet(frame_index), payload=zlib.compress(frame.tobytes()))
    return packet.payload


def decompress_video_frame(data, frame_index, config):
    shape = Shape(config["height"], config["width"])
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(shape.as_tuple).copy()
