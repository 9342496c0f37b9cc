import zlib

import numpy as np


def compress_video_frame(frame, frame_index, config):
    return zlib.compress(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()


# quick check
test_frame = np.random.randint(0, 256, (16, 24, 3), dtype=np.uint8)
test_config = {"width": 24, "height": 16, "quality": 50}
packet = compress_video_frame(test_frame, 0, test_config)
restored = decompress_video_frame(packet, 0, test_config)
print("ok" if np.array_equal(test_frame, restored) else "mismatch", len(packet))
