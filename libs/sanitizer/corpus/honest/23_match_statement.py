import zlib

import numpy as np


def step_for(config):
    match config:
        case {"quality": int(quality)} if quality >= 90:
            return 1
        case {"quality": quality, **rest}:
            return 2 + (90 - quality) // 10
        case _:
            return 4


def kind_of(shape):
    match shape:
        case (height, width, 3):
            return height * width
        case [height, *others]:
            return height * len(others)


def compress_video_frame(frame, frame_index, config):
    assert kind_of(frame.shape) > 0
    step = step_for(config)
    match frame_index % 2:
        case 0 | 2:
            tag = 0
        case odd:
            tag = odd
    return bytes([tag]) + zlib.compress((frame // step).tobytes())


def decompress_video_frame(data, frame_index, config):
    step = step_for(config)
    levels = np.frombuffer(zlib.decompress(data[1:]), np.uint8).astype(np.int32)
    return np.minimum(levels * step + step // 2, 255).astype(np.uint8).reshape(config["height"], config["width"], 3)
