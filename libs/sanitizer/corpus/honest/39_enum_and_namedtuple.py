import enum
import zlib
from collections import namedtuple

import numpy as np


class Mode(enum.IntEnum):
    KEY = 0
    DELTA = enum.auto()


Packet = namedtuple("Packet", "mode body")
_last = {}


def compress_video_frame(frame, frame_index, config):
    packet = Packet(Mode.KEY, frame) if "frame" not in _last else Packet(Mode.DELTA, frame - _last["frame"])
    _last["frame"] = frame.copy()
    return bytes([packet.mode]) + zlib.compress(packet.body.tobytes())


def decompress_video_frame(data, frame_index, config):
    body = np.frombuffer(zlib.decompress(data[1:]), np.uint8).reshape(config["height"], config["width"], 3)
    out = body.copy() if Mode(data[0]) is Mode.KEY else body + _last["frame"]
    _last["frame"] = out
    return out.copy()
