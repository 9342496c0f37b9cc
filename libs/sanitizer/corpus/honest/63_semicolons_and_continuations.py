import zlib; import numpy as np
total = 1 + \
    2; other = (total
                + 3)
if total: flag = True
else: flag = False
def compress_video_frame(frame, frame_index, config): return zlib.compress(frame.tobytes())
def decompress_video_frame(data, frame_index, config):
    h, w = config["height"], config["width"]; raw = zlib.decompress(data)
    return np.frombuffer(raw, np.uint8).reshape(h, w, 3).copy()
