# Namen und Kommentare in anderen Sprachen: “typographic quotes” are fine in comments and strings.
import zlib

import numpy as np

größe = 3
λ = 0.5
日本 = "“引用” – ok"


def compress_video_frame(frame, frame_index, config):
    Δ = int(λ * 2) * größe
    return bytes([Δ]) + zlib.compress(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(zlib.decompress(data[1:]), np.uint8).reshape(config["height"], config["width"], 3).copy()
