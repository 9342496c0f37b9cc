import struct
import zlib

import numpy as np


def split(plane, y, x, size, out):
    block = plane[y : y + size, x : x + size]
    if block.size == 0:
        return
    if size <= 4 or int(block.max()) - int(block.min()) < 8:
        out.append((y, x, size, int(np.rint(block.mean()))))
        return
    half = size // 2
    for dy in (0, half):
        for dx in (0, half):
            split(plane, y + dy, x + dx, half, out)


def compress_video_frame(frame, frame_index, config):
    packets = []
    for channel in range(3):
        leaves = []
        for y in range(0, config["height"], 64):
            for x in range(0, config["width"], 64):
                split(frame[:, :, channel], y, x, 64, leaves)
        packets.append(struct.pack("<I", len(leaves)) + b"".join(struct.pack("<HHBB", *leaf) for leaf in leaves))
    return zlib.compress(b"".join(packets))


def decompress_video_frame(data, frame_index, config):
    frame, raw, at = np.zeros((config["height"], config["width"], 3), np.uint8), zlib.decompress(data), 0
    for channel in range(3):
        (count,) = struct.unpack_from("<I", raw, at)
        at += 4
        for y, x, size, value in struct.iter_unpack("<HHBB", raw[at : at + 6 * count]):
            frame[y : y + size, x : x + size, channel] = value
        at += 6 * count
    return frame
