import zlib


def compress_video_frame(frame, frame_index, config):
    # ... rest of the code stays the same ...


def decompress_video_frame(data, frame_index, config):
    return data
