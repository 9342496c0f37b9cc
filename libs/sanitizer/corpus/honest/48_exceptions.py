import zlib

import numpy as np


class CodecError(Exception):
    def __init__(self, message, *, frame_index):
        super().__init__(message)
        self.frame_index = frame_index


def compress_video_frame(frame, frame_index, config):
    try:
        if frame.dtype != np.uint8:
            raise CodecError("not 8 bit", frame_index=frame_index)
        data = zlib.compress(frame.tobytes())
    except (ValueError, MemoryError) as error:
        raise CodecError("cannot compress", frame_index=frame_index) from error
    else:
        return data
    finally:
        pass


def decompress_video_frame(data, frame_index, config):
    try:
        raw = zlib.decompress(data)
    except zlib.error as error:
        raise CodecError(f"bad packet: {error}", frame_index=frame_index)
    return np.frombuffer(raw, np.uint8).reshape(config["height"], config["width"], 3).copy()
