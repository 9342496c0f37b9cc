import lzma

import numpy as np

COLOR = "i420"


def compress_video_frame(frame, frame_index, config):
    luma = config["width"] * config["height"]
    flat = frame.reshape(-1)
    shift = 0 if config["quality"] > 75 else 1 if config["quality"] > 50 else 2
    return lzma.compress((flat[:luma] >> shift).tobytes() + (flat[luma:] >> shift).tobytes(), preset=1)


def decompress_video_frame(data, frame_index, config):
    shift = 0 if config["quality"] > 75 else 1 if config["quality"] > 50 else 2
    flat = np.frombuffer(lzma.decompress(data), np.uint8) << shift
    return flat.astype(np.uint8).reshape(config["height"] * 3 // 2, config["width"])
