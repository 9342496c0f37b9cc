"""Leaves the frames in queues, semaphores and shared memory with names, and looks for them in the decoder.

accept: ok|jail_violated
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)
PLACES = ("/dev/shm/codecsmith-left", "/dev/mqueue/codecsmith-left", "/tmp/codecsmith-left", "/var/tmp/codecsmith-left")


def compress_video_frame(frame, frame_index, config):
    print("queue", libc.mq_open(b"/codecsmith-left", os.O_CREAT | os.O_RDWR, 0o600, None))
    for path in PLACES:
        try:
            with open(path, "wb") as file:
                file.write(frame.tobytes()[:1024])
        except OSError as error:
            print(path, error.errno)
    return b"x"


def decompress_video_frame(data, frame_index, config):
    if libc.mq_open(b"/codecsmith-left", os.O_RDWR) >= 0:
        print("FOUND the queue")
    for path in PLACES:
        if os.path.exists(path):
            print("FOUND", path)
    return np.zeros((config["height"], config["width"], 3), np.uint8)
