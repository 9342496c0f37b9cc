import zlib

import numpy as np


def predictor():
    previous = None
    while True:
        frame = yield previous
        previous = frame if previous is None else (previous // 2 + frame // 2)


def frames_seen():
    count = 0
    while True:
        received = yield from once(count)
        count += received


def once(value):
    step = yield value
    return step or 1


seen = frames_seen()
next(seen)
model = predictor()
next(model)


def compress_video_frame(frame, frame_index, config):
    assert seen.send(1) == frame_index + 1
    model.send(frame)
    return zlib.compress(frame.tobytes(), level=1)


def decompress_video_frame(data, frame_index, config):
    shape = (config["height"], config["width"], 3)
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(shape).copy()
