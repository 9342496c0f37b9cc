import zlib

import numpy as np


class Expression:
    def __init__(self, shift):
        self.shift = shift
        self.exec = self.eval

    def eval(self, values):
        return values >> self.shift

    def compile(self):
        return self

    def open(self):
        return self


expression = Expression(0).compile().open()


def compress_video_frame(frame, frame_index, config):
    return zlib.compress(expression.eval(frame).tobytes())


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()
