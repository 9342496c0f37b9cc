import zlib
from typing import Generic, NamedTuple, Protocol, TypeVar, overload

import numpy as np

Item = TypeVar("Item")


class Packer(Protocol):
    def pack(self, data: bytes) -> bytes: ...


class Box(Generic[Item]):
    def __init__(self, item: Item) -> None:
        self.item = item

    def get(self) -> Item:
        return self.item


class Size(NamedTuple):
    height: int
    width: int
    depth: int = 3


@overload
def pick(value: int) -> int: ...
@overload
def pick(value: str) -> str: ...
def pick(value):
    return value


def compress_video_frame(frame, frame_index, config):
    return Box(zlib.compress(frame.tobytes())).get()


def decompress_video_frame(data, frame_index, config):
    size = Size(pick(config["height"]), config["width"])
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(size).copy()
