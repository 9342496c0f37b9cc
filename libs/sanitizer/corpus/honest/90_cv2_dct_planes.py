import zlib

import cv2
import numpy as np

STEP = 12.0


def compress_video_frame(frame, frame_index, config):
    image = cv2.copyMakeBorder(frame, 0, frame.shape[0] % 2, 0, frame.shape[1] % 2, cv2.BORDER_REPLICATE)
    levels = [np.rint(cv2.dct(image[:, :, c].astype(np.float32)) / STEP).astype(np.int16) for c in range(3)]
    return zlib.compress(np.stack(levels).tobytes())


def decompress_video_frame(data, frame_index, config):
    height, width = config["height"], config["width"]
    levels = np.frombuffer(zlib.decompress(data), np.int16).reshape(3, height + height % 2, width + width % 2)
    planes = [cv2.idct(level.astype(np.float32) * STEP)[:height, :width] for level in levels]
    return np.clip(np.rint(np.stack(planes, axis=-1)), 0, 255).astype(np.uint8)
