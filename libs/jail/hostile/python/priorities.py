"""Makes itself more important: niceness, scheduler, affinity, out-of-memory score.

accept: ok|crashed
"""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)


def syscall(*arguments):
    result = libc.syscall(*arguments)
    return result, ctypes.get_errno() if result < 0 else 0


def compress_video_frame(frame, frame_index, config):
    for action in (
        lambda: os.nice(-20),
        lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)),
        lambda: os.sched_setaffinity(0, range(os.cpu_count())),
        lambda: open("/proc/self/oom_score_adj", "w").write("-1000"),
    ):
        try:
            action()
            print("RAISED")
        except OSError as error:
            print(error)
    return b"x"


def decompress_video_frame(data, frame_index, config):
    return np.zeros((config['height'], config['width'], 3), np.uint8)
