from io import BytesIO

import numpy as np
from PIL import Image


def compress_video_frame(frame, frame_index, config):
    buffer = BytesIO()
    Image.fromarray(frame, "RGB").save(buffer, format="PNG", compress_level=6)
    return buffer.getvalue()


def decompress_video_frame(data, frame_index, config):
    with Image.open(BytesIO(data)) as image:
        return np.array(image.convert("RGB"), dtype=np.uint8)
