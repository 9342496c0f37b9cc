import functools
import zlib

import numpy as np


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        result = function(*args, **kwargs)
        print(function.__name__, type(result).__name__)
        return result

    return wrapper


def counted(limit=None):
    def decorate(function):
        function.calls = 0

        @functools.wraps(function)
        def wrapper(*args):
            function.calls += 1
            return function(*args)

        return wrapper

    return decorate


@logged
@counted(limit=10)
def compress_video_frame(frame, frame_index, config):
    return zlib.compress(frame.tobytes())


@logged
def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()
