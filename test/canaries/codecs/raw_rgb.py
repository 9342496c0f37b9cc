"""Returns its RGB input unchanged: what is lost, the conversion lost."""
import numpy as np

COLOR = "rgb24"


def compress_video_frame(frame, frame_index, config):
    return frame.tobytes()


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(data, np.uint8).reshape(config["height"], config["width"], 3)
