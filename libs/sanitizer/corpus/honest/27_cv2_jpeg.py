import cv2
import numpy as np

COLOR = "bgr24"


def compress_video_frame(frame, frame_index, config):
    ok, packed = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, config["quality"]])
    if not ok:
        raise RuntimeError("imencode failed")
    return packed.tobytes()


def decompress_video_frame(data, frame_index, config):
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
