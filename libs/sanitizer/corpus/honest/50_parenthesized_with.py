import io
import zlib

import numpy as np


def compress_video_frame(frame, frame_index, config):
    with (
        io.BytesIO() as sink,
        memoryview(frame.tobytes()) as view,
    ):
        sink.write(zlib.compress(view))
        return sink.getvalue()


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()
