import asyncio
import zlib

import numpy as np


async def pack(frame):
    await asyncio.sleep(0)
    return zlib.compress(frame.tobytes())


def compress_video_frame(frame, frame_index, config):
    coroutine = pack(frame)
    try:
        while True:
            coroutine.send(None)
    except StopIteration as done:
        return done.value


def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()
