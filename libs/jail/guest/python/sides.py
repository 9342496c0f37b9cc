"""The four ways a candidate is called: encode or decode, frame by frame or the whole video at once."""

import mmap
import os
import struct

import numpy as np

import channel
from failures import InvalidOutput

ENTRY_POINTS = {
    ("frame", "encode"): "compress_video_frame",
    ("frame", "decode"): "decompress_video_frame",
    ("video", "encode"): "encode_video",
    ("video", "decode"): "decode_video",
}


class Progress:
    """Index of the frame in work, for failure reports; None outside frames."""

    frame = None


def frame_shape(config):
    width, height = config["width"], config["height"]
    return (height * 3 // 2, width) if config["color"] == "i420" else (height, width, 3)


def entry_point(module, api, side):
    name = ENTRY_POINTS[(api, side)]
    function = getattr(module, name, None)
    if not callable(function):
        raise InvalidOutput(f"the candidate defines no function {name}")
    return function


def read_frames(config, length):
    """All frames as one array, a private copy-on-write view of the sealed input."""
    shape = (config["frame_count"], *frame_shape(config))
    mapping = mmap.mmap(channel.INPUT, length, access=mmap.ACCESS_COPY)
    return np.frombuffer(mapping, dtype=np.uint8).reshape(shape)


def read_packets(length):
    data = os.pread(channel.INPUT, length, 0)
    packets, offset = [], 0
    while offset < length:
        (size,) = struct.unpack_from("<I", data, offset)
        packets.append(data[offset + 4 : offset + 4 + size])
        offset += 4 + size
    return packets


def checked_packet(value, limit):
    if not isinstance(value, (bytes, bytearray, memoryview)):
        raise InvalidOutput(f"expected bytes, got {type(value).__name__}")
    packet = bytes(value)
    if len(packet) > limit:
        raise InvalidOutput(f"the output exceeds its limit of {limit} bytes")
    return packet


def checked_array(value, shape):
    if not isinstance(value, np.ndarray):
        raise InvalidOutput(f"expected numpy.ndarray, got {type(value).__name__}")
    array = np.asarray(value)  # a plain array, whatever a subclass says of itself
    if array.dtype != np.uint8:
        raise InvalidOutput(f"expected dtype uint8, got {array.dtype}")
    if array.shape != shape:
        raise InvalidOutput(f"expected shape {shape}, got {array.shape}")
    return memoryview(np.ascontiguousarray(array)).cast("B")


class PacketWriter:
    """Packets one after the other in the output, each behind its length (four bytes, little-endian)."""

    def __init__(self, limit):
        self._limit = limit
        self.offset = 0
        self.count = 0

    def write(self, value):
        packet = checked_packet(value, self._limit - self.offset - 4)
        self.offset = channel.write_output(struct.pack("<I", len(packet)) + packet, self.offset)
        self.count += 1


def encode_frames(function, job):
    config, writer = job["config"], PacketWriter(job["output_limit"])
    frames = read_frames(config, job["input_bytes"])
    for index in range(config["frame_count"]):
        Progress.frame = index
        writer.write(function(frames[index].copy(), index, dict(config)))
        channel.send_frame_done(index)
    return writer.offset, writer.count


def encode_whole(function, job):
    config, writer = job["config"], PacketWriter(job["output_limit"])
    writer.write(function(read_frames(config, job["input_bytes"]), dict(config)))
    return writer.offset, writer.count


def decode_frames(function, job):
    config, shape, offset = job["config"], frame_shape(job["config"]), 0
    packets = read_packets(job["input_bytes"])
    for position, packet in enumerate(packets):
        index = job["indices"][position] if job["indices"] else position
        Progress.frame = index
        offset = channel.write_output(checked_array(function(packet, index, dict(config)), shape), offset)
        channel.send_frame_done(position)
    return offset, 0


def decode_whole(function, job):
    config = job["config"]
    shape = (config["frame_count"], *frame_shape(config))
    (packet,) = read_packets(job["input_bytes"])
    return channel.write_output(checked_array(function(packet, dict(config)), shape), 0), 0


RUNNERS = {
    ("frame", "encode"): encode_frames,
    ("frame", "decode"): decode_frames,
    ("video", "encode"): encode_whole,
    ("video", "decode"): decode_whole,
}
