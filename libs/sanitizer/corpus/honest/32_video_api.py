import zlib

import numpy as np


def encode_video(frames: np.ndarray, config: dict) -> bytes:
    deltas = frames.copy()
    deltas[1:] -= frames[:-1]
    return zlib.compress(deltas.tobytes(), 9)


def decode_video(data: bytes, config: dict) -> np.ndarray:
    shape = (config["frame_count"], config["height"], config["width"], 3)
    deltas = np.frombuffer(zlib.decompress(data), np.uint8).reshape(shape)
    return np.cumsum(deltas, axis=0, dtype=np.uint8)
