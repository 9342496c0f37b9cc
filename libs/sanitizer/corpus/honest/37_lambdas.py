import zlib

import numpy as np

shape = lambda config: (config["height"], config["width"], 3)
compress_video_frame = lambda frame, frame_index, config: zlib.compress(frame.tobytes())
decompress_video_frame = lambda data, frame_index, config: np.frombuffer(zlib.decompress(data), np.uint8).reshape(shape(config)).copy()
