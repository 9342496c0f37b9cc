import zlib

import numpy as np


class Bounded:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.name)

    def __set__(self, instance, value):
        setattr(instance, self.name, max(0, min(9, int(value))))


class Coder:
    __slots__ = ("_level", "__weakref__")
    level = Bounded()

    def __init_subclass__(cls, /, **options):
        cls.options = options

    def __class_getitem__(cls, item):
        return cls

    def __call__(self, data):
        return zlib.compress(data, self.level)


class Quick(Coder, speed=9):
    __slots__ = ()


coder = Quick[int]()
coder.level = 100


def compress_video_frame(frame, frame_index, config):
    assert coder.level == Coder.level.__get__(coder) == 9
    return coder(bytes(memoryview(frame).cast("B")))


def decompress_video_frame(data, frame_index, config):
    shape = (config["height"], config["width"], 3)
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(shape).copy()
