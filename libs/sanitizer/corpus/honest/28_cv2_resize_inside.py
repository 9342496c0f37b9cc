import zlib

import numpy as np


def compress_video_frame(frame, frame_index, config):
    import cv2

    small = cv2.resize(frame, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return small.shape[0].to_bytes(2, "big") + small.shape[1].to_bytes(2, "big") + zlib.compress(small.tobytes())


def decompress_video_frame(data, frame_index, config):
    import cv2

    height, width = int.from_bytes(data[:2], "big"), int.from_bytes(data[2:4], "big")
    small = np.frombuffer(zlib.decompress(data[4:]), np.uint8).reshape(height, width, 3)
    return cv2.resize(small, (config["width"], config["height"]), interpolation=cv2.INTER_CUBIC)
