import zlib

import numpy as np

size = 8
ORDER = [i * size + j for i in range(size) for j in range(size) if (i + j) % 2 == 0]
PAIRS = {a: b for a, b in zip(ORDER, ORDER[1:])}
UNIQUE = {x % 7 for x in ORDER}
TOTAL = sum(x for x in PAIRS.values())


class Tables:
    width = 4
    rows = [row for row in range(3)]
    lookup = dict((k, v) for k, v in enumerate(range(width)))


def compress_video_frame(frame, frame_index, config):
    parts = [zlib.compress(plane.tobytes()) for plane in (np.ascontiguousarray(frame[..., c]) for c in range(3))]
    return b"".join(len(p).to_bytes(4, "big") + p for p in parts)


def decompress_video_frame(data, frame_index, config):
    planes = []
    while data:
        n, data = int.from_bytes(data[:4], "big"), data[4:]
        plane, data = data[:n], data[n:]
        planes.append(np.frombuffer(zlib.decompress(plane), np.uint8).reshape(config["height"], config["width"]))
    return np.ascontiguousarray(np.dstack(planes))
