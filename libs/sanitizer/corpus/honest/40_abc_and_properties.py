from abc import ABC, abstractmethod
import zlib

import numpy as np


class Stage(ABC):
    @abstractmethod
    def forward(self, data): ...

    @abstractmethod
    def backward(self, data):
        raise NotImplementedError

    @property
    def name(self):
        return self.__class__.__qualname__


class Xor(Stage):
    __slots__ = ("key",)

    def __init__(self, key: int = 0x5A):
        self.key = key

    def forward(self, data):
        return data ^ np.uint8(self.key)

    backward = forward


PIPELINE: list[Stage] = [Xor(), Xor(key=3)]


def compress_video_frame(frame, frame_index, config):
    for stage in PIPELINE:
        frame = stage.forward(frame)
    return zlib.compress(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
    frame = np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3)
    for stage in reversed(PIPELINE):
        frame = stage.backward(frame)
    return frame
