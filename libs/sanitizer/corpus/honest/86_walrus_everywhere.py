import io
import zlib

import numpy as np


def compress_video_frame(frame, frame_index, config):
    stream, out = io.BytesIO(frame.tobytes()), bytearray()
    packer = zlib.compressobj()
    while chunk := stream.read(1000):
        out += packer.compress(chunk)
    out += packer.flush()
    kept = [half for value in range(8) if (half := value // 2) > 1]
    assert any((found := value) == 3 for value in kept) and found == 3
    assert (total := sum(kept)) == 10, f"{(total := total)}"
    return bytes(out)


def decompress_video_frame(data, frame_index, config):
    shape = (config["height"], config["width"], 3)
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(shape).copy()
