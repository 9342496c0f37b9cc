import zlib

import numpy as np


class Codec:
    def compress_video_frame(self, frame, frame_index, config):
        return b""

    def decompress_video_frame(self, data, frame_index, config):
        return None
