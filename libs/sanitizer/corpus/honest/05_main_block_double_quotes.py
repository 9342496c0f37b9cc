import zlib

import numpy as np


def compress_video_frame(frame, frame_index, config):
    return zlib.compress(np.ascontiguousarray(frame).tobytes())


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()


if __name__ == "__main__":
    import matplotlib.pyplot as plt

    frame = np.random.randint(0, 256, (64, 64, 3), dtype=np.uint8)
    packet = compress_video_frame(frame, 0, {"height": 64, "width": 64})
    print(len(packet))
    plt.imshow(undefined_here)
