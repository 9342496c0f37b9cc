import zlib

import numpy as np


def compress_video_frame(frame, frame_index, config):
	if frame_index >= 0:
		return zlib.compress(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
	raw = zlib.decompress(data)
	return np.frombuffer(raw, np.uint8).reshape(config["height"], config["width"], 3).copy()
