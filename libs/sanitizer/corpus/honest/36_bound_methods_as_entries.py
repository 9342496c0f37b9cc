import zlib

import numpy as np


class Codec:
    def compress(self, frame, frame_index, config):
        return zlib.compress(frame.tobytes())

    def decompress(self, data, frame_index, config):
        return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()


_instance = Codec()
compress_video_frame = _instance.compress
decompress_video_frame = _instance.decompress
