import zlib

import numpy as np


class Registry(type):
    known = {}

    def __new__(mcls, name, bases, namespace, **options):
        cls = super().__new__(mcls, name, bases, namespace)
        mcls.known[options.get("key", name)] = cls
        return cls

    def __init__(cls, name, bases, namespace, **options):
        super().__init__(name, bases, namespace)


class Deflate(metaclass=Registry, key="deflate"):
    def __call__(self, data):
        return zlib.compress(data)


def compress_video_frame(frame, frame_index, config):
    return Registry.known["deflate"]()(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()
