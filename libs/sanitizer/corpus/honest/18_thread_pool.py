from concurrent.futures import ThreadPoolExecutor
import zlib

import numpy as np


def compress_video_frame(frame, frame_index, config):
    planes = [np.ascontiguousarray(frame[:, :, channel]).tobytes() for channel in range(3)]
    with ThreadPoolExecutor(max_workers=2) as pool:
        packed = list(pool.map(zlib.compress, planes))
    return b"".join(len(part).to_bytes(4, "little") + part for part in packed)


def decompress_video_frame(data, frame_index, config):
    planes, offset = [], 0
    for _ in range(3):
        size = int.from_bytes(data[offset:offset + 4], "little")
        plane = np.frombuffer(zlib.decompress(data[offset + 4:offset + 4 + size]), np.uint8)
        planes.append(plane.reshape(config["height"], config["width"]))
        offset += 4 + size
    return np.ascontiguousarray(np.stack(planes, axis=-1))
