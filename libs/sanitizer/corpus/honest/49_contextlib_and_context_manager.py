import contextlib
import zlib

import numpy as np


@contextlib.contextmanager
def compressor(level):
    engine = zlib.compressobj(level)
    yield engine


class Reader:
    def __enter__(self):
        self.engine = zlib.decompressobj()
        return self

    def __exit__(self, kind, value, trace):
        return False


def compress_video_frame(frame, frame_index, config):
    with compressor(6) as first, contextlib.suppress(KeyError) as nothing:
        return first.compress(frame.tobytes()) + first.flush()


def decompress_video_frame(data, frame_index, config):
    with Reader() as reader:
        raw = reader.engine.decompress(data)
    return np.frombuffer(raw, np.uint8).reshape(config["height"], config["width"], 3).copy()
