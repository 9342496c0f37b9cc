import zlib

import numpy as np


def compress_video_frame(frame, frame_index, config):
    frame = np.asarray(frame)
    step = np.int32(max(1, round(2 ** ((100 - config["quality"]) / 25))))
    half = frame[::2, ::2].astype(np.int32)
    mask = (half % step) >= (step / 2)
    levels = half // step + mask
    return zlib.compress(np.packbits(np.unpackbits(levels.astype(np.uint8))).tobytes())


def decompress_video_frame(data, frame_index, config):
    height, width = config["height"], config["width"]
    step = max(1, round(2 ** ((100 - config["quality"]) / 25)))
    levels = np.frombuffer(zlib.decompress(data), np.uint8).reshape(-(-height // 2), -(-width // 2), 3)
    values = np.clip(levels.astype(np.int32) * step, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.repeat(np.repeat(values, 2, axis=0), 2, axis=1)[:height, :width, ...])
