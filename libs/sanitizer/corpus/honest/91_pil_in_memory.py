import io

import numpy as np
from PIL import Image, ImageFilter


def compress_video_frame(frame, frame_index, config):
    with io.BytesIO() as stream:
        Image.fromarray(frame).filter(ImageFilter.SMOOTH).save(stream, format="PNG", optimize=False)
        return stream.getvalue()


def decompress_video_frame(data, frame_index, config):
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGB"))
