import zlib

import numpy as np

RECORD = np.dtype([("index", "<u4"), ("mean", "<f4"), ("crc", "<u4")])


def compress_video_frame(frame, frame_index, config):
    with np.errstate(over="ignore", invalid="ignore"):
        head = np.array([(frame_index, frame.mean(), zlib.crc32(frame))], RECORD)
    view = np.lib.stride_tricks.sliding_window_view(frame[:, :, 0], (2, 2))
    assert view.shape[2:] == (2, 2) and np.unpackbits(np.packbits(frame[0, :8, 0] > 9))[:8].size == 8
    return head.tobytes() + zlib.compress(np.ascontiguousarray(frame[::-1]).tobytes())


def decompress_video_frame(data, frame_index, config):
    head = np.frombuffer(data, RECORD, count=1)[0]
    assert head["index"] == frame_index
    frame = np.frombuffer(zlib.decompress(data[RECORD.itemsize :]), np.uint8)
    frame = frame.reshape(config["height"], config["width"], 3)[::-1]
    assert zlib.crc32(np.ascontiguousarray(frame)) == head["crc"]
    return frame.copy()
