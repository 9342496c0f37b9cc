"""Wavelet: every frame by itself, CDF 9/7 lifting over five octaves, dead-zone quantiser, zlib.

Without blocks there are no block edges; what is lost at low quality is fine texture. To improve it, code each
coefficient in the context of its neighbours and of its parent in the octave above.
"""

import zlib

import numpy as np

COLOR = "i420"
OCTAVES = 5
# Lifting steps of the CDF 9/7 pair (Daubechies and Sweldens, 1998).
ALPHA, BETA, GAMMA, DELTA = -1.586134342, -0.052980118, 0.882911076, 0.443506852
SCALE = 1.149604398


def quantiser_step(quality):
    """Width of the quantiser for quality 1-100: it halves every 16 points, down to 1."""
    return 2.0 ** ((100 - quality) / 16.0)


def next_of(even):
    """For each odd sample the even sample behind it; the last one is mirrored."""
    return np.concatenate([even[1:], even[-1:]])


def previous_of(odd):
    """For each even sample the odd sample before it; the first one is mirrored."""
    return np.concatenate([odd[:1], odd[:-1]])


def analyse(signal):
    """One octave along the first axis, whose length is even: low band, high band."""
    even, odd = signal[0::2].copy(), signal[1::2].copy()
    odd += ALPHA * (even + next_of(even))
    even += BETA * (odd + previous_of(odd))
    odd += GAMMA * (even + next_of(even))
    even += DELTA * (odd + previous_of(odd))
    return even * SCALE, odd / SCALE


def synthesise(low, high):
    """Undoes `analyse`."""
    even, odd = low / SCALE, high * SCALE
    even = even - DELTA * (odd + previous_of(odd))
    odd = odd - GAMMA * (even + next_of(even))
    even = even - BETA * (odd + previous_of(odd))
    odd = odd - ALPHA * (even + next_of(even))
    signal = np.empty((2 * even.shape[0],) + even.shape[1:], np.float32)
    signal[0::2], signal[1::2] = even, odd
    return signal


def band_shapes(height, width):
    """Shapes of all bands, coarsest first, in the order in which they are sent."""
    shapes = []
    for _ in range(OCTAVES):
        height, width = height // 2, width // 2
        shapes = [(height, width)] * 3 + shapes
    return [(height, width)] + shapes


def forward(plane):
    bands = []
    low = plane
    for _ in range(OCTAVES):
        top, bottom = analyse(low)
        low, right = (part.T for part in analyse(top.T))
        left_down, right_down = (part.T for part in analyse(bottom.T))
        bands = [right, left_down, right_down] + bands
    return [low] + bands


def inverse(bands):
    low = bands[0]
    for octave in range(OCTAVES):
        right, left_down, right_down = bands[1 + 3 * octave:4 + 3 * octave]
        top = synthesise(low.T, right.T).T
        bottom = synthesise(left_down.T, right_down.T).T
        low = synthesise(top, bottom)
    return low


def split_planes(frame, width, height):
    """Y, U and V of an i420 frame; they lie one after the other in memory."""
    flat = frame.reshape(-1)
    luma = width * height
    chroma = luma // 4
    y = flat[:luma].reshape(height, width)
    u = flat[luma:luma + chroma].reshape(height // 2, width // 2)
    v = flat[luma + chroma:].reshape(height // 2, width // 2)
    return y, u, v


def padded_size(height, width):
    unit = 2 ** OCTAVES
    return height + -height % unit, width + -width % unit


def pack_levels(levels):
    """Signed levels as bytes: all low bytes, then all high bytes, which are nearly always zero."""
    folded = np.where(levels < 0, -2 * levels - 1, 2 * levels).astype(np.uint16)
    return (folded & 255).astype(np.uint8).tobytes() + (folded >> 8).astype(np.uint8).tobytes()


def unpack_levels(data):
    count = len(data) // 2
    low = np.frombuffer(data, np.uint8, count).astype(np.int32)
    high = np.frombuffer(data, np.uint8, count, offset=count).astype(np.int32)
    folded = low + (high << 8)
    return np.where(folded & 1, -(folded >> 1) - 1, folded >> 1)


def encode_plane(plane, step):
    height, width = plane.shape
    full_height, full_width = padded_size(height, width)
    padded = np.pad(plane, ((0, full_height - height), (0, full_width - width)), mode="edge")
    packed = []
    for band in forward(padded.astype(np.float32) - 128.0):
        # The dead zone: values below 0.65 of a step become zero.
        levels = np.sign(band) * np.floor(np.abs(band) / step + 0.35)
        packed.append(pack_levels(levels.astype(np.int32).reshape(-1)))
    return b"".join(packed)


def decode_plane(data, step, height, width):
    bands, offset = [], 0
    for shape in band_shapes(*padded_size(height, width)):
        size = 2 * shape[0] * shape[1]
        levels = unpack_levels(data[offset:offset + size]).reshape(shape)
        # Values in a bin are more often near its inner edge.
        centre = levels - 0.08 * np.sign(levels)
        bands.append((centre * step).astype(np.float32))
        offset += size
    plane = inverse(bands)[:height, :width] + 128.0
    return np.clip(np.rint(plane), 0, 255).astype(np.uint8)


def plane_shapes(config):
    width, height = config["width"], config["height"]
    return (height, width), (height // 2, width // 2), (height // 2, width // 2)


def compress_video_frame(frame, frame_index, config):
    step = quantiser_step(config["quality"])
    planes = split_planes(frame, config["width"], config["height"])
    return zlib.compress(b"".join(encode_plane(plane, step) for plane in planes), 9)


def decompress_video_frame(data, frame_index, config):
    step = quantiser_step(config["quality"])
    levels = zlib.decompress(data)
    planes, offset = [], 0
    for height, width in plane_shapes(config):
        full_height, full_width = padded_size(height, width)
        size = 2 * full_height * full_width
        planes.append(decode_plane(levels[offset:offset + size], step, height, width).reshape(-1))
        offset += size
    return np.concatenate(planes).reshape(config["height"] * 3 // 2, config["width"])
