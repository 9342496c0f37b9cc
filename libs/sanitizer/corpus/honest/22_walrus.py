import io
import zlib

import numpy as np


def compress_video_frame(frame, frame_index, config):
    reader, parts = io.BytesIO(frame.tobytes()), []
    while chunk := reader.read(4096):
        parts.append(zlib.compress(chunk))
    if (count := len(parts)) > 65535:
        raise ValueError(f"{count} chunks")
    sizes = [size for part in parts if (size := len(part)) > 0]
    return count.to_bytes(2, "little") + b"".join(size.to_bytes(2, "little") for size in sizes) + b"".join(parts)


def decompress_video_frame(data, frame_index, config):
    count = int.from_bytes(data[:2], "little")
    sizes = np.frombuffer(data, "<u2", count, offset=2)
    offset, raw = 2 + 2 * count, b""
    for size in sizes:
        raw += zlib.decompress(data[offset:(offset := offset + int(size))])
    return np.frombuffer(raw, np.uint8).reshape(config["height"], config["width"], 3).copy()
