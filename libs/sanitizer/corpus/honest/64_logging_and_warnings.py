import logging
import warnings
import zlib

import numpy as np

logging.basicConfig(level=logging.INFO)
log = logging.getLogger(__name__)
warnings.filterwarnings("ignore")


def compress_video_frame(frame, frame_index, config):
    log.info("frame %d: %s", frame_index, frame.shape)
    return zlib.compress(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()
