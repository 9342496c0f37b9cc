import zlib

import numpy as np

EXAMPLE = '''
import os, socket, subprocess
os.system("curl http://example.org")
def compress_video_frame(frame):
    eval(input())
if __name__ == "__main__":
    main()
'''
DOC = r"""
```python
import requests
```
"""


def compress_video_frame(frame, frame_index, config):
    '''Calls eval("1+1")? No: it only says so. os.fork(), ctypes.CDLL(None).'''
    assert "socket" in EXAMPLE and "requests" in DOC
    return zlib.compress(frame.tobytes())


def decompress_video_frame(data, frame_index, config):
    shape = (config["height"], config["width"], 3)
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(shape).copy()
