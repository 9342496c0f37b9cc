import zlib

import numpy as np


def bands(frame, rows=16):
    for top in range(0, frame.shape[0], rows):
        yield frame[top:top + rows]


def compress_video_frame(frame, frame_index, config):
    parts = [zlib.compress(band.tobytes()) for band in bands(frame)]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def chunks(data):
    offset = 0
    while offset < len(data):
        size = int.from_bytes(data[offset:offset + 4], "big")
        yield zlib.decompress(data[offset + 4:offset + 4 + size])
        offset += 4 + size


def decompress_video_frame(data, frame_index, config):
    flat = np.frombuffer(b"".join(chunks(data)), np.uint8)
    return flat.reshape(config["height"], config["width"], 3).copy()
