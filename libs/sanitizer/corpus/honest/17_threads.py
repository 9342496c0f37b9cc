import threading
import zlib

import numpy as np


def compress_video_frame(frame, frame_index, config):
    halves = np.array_split(frame, 2)
    packed = [b"", b""]

    def work(index):
        packed[index] = zlib.compress(halves[index].tobytes())

    threads = [threading.Thread(target=work, args=(index,)) for index in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(packed[0]).to_bytes(4, "little") + packed[0] + packed[1]


def decompress_video_frame(data, frame_index, config):
    size = int.from_bytes(data[:4], "little")
    raw = zlib.decompress(data[4:4 + size]) + zlib.decompress(data[4 + size:])
    return np.frombuffer(raw, np.uint8).reshape(config["height"], config["width"], 3).copy()
