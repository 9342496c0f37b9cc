"""Sends every sample as it is: lossless, and never smaller than the source."""
import numpy as np

COLOR = "i420"


def compress_video_frame(frame, frame_index, config):
    return frame.tobytes()


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(data, np.uint8).reshape(config["height"] * 3 // 2, config["width"])
