"""This codec never calls os.system, subprocess.run, eval or exec; it only mentions them."""
import zlib

import numpy as np

WARNING = "os.system('rm -rf /')"  # import socket; eval("1")


def compress_video_frame(frame, frame_index, config):
    """See eval(input()) and __import__('os') for what not to do."""
    return zlib.compress(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
    message = f"{len(data)} bytes; subprocess.Popen is just text"
    assert "Popen" in message
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()
