import struct
import zlib
from array import array

import numpy as np


def compress_video_frame(frame, frame_index, config):
    values = array("B", frame.tobytes())
    header = struct.pack(">4sI", b"CDC1", len(values))
    return header + zlib.compress(values.tobytes())


def decompress_video_frame(data, frame_index, config):
    magic, size = struct.unpack_from(">4sI", data)
    if magic != b"CDC1":
        raise ValueError(f"unknown packet {magic!r}")
    raw = bytearray(zlib.decompress(data[8:]))
    assert len(raw) == size
    return np.frombuffer(raw, np.uint8).reshape(config["height"], config["width"], 3)
