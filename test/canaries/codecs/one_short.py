"""Leaves the last frame out."""
import numpy as np

COLOR = "i420"


def encode_video(frames, config):
    return frames.tobytes()


def decode_video(data, config):
    shape = (config["frame_count"], config["height"] * 3 // 2, config["width"])
    return np.frombuffer(data, np.uint8).reshape(shape)[:-1]
