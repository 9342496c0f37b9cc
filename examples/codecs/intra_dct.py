"""Intra DCT: every frame by itself, 8x8 cosine transform, one quantiser step, zlib.

The simplest design that is a real codec. Copy it, then improve one part at a time: the entropy coder gains most,
then larger and smaller blocks, then prediction between blocks.
"""

import zlib

import numpy as np

COLOR = "i420"
BLOCK = 8


def cosine_basis(size):
    """Rows are the orthonormal cosine functions of a block of `size` samples."""
    k = np.arange(size)[:, None]
    x = np.arange(size)[None, :]
    basis = np.sqrt(2.0 / size) * np.cos(np.pi * (2 * x + 1) * k / (2 * size))
    basis[0] /= np.sqrt(2.0)
    return basis.astype(np.float32)


BASIS = cosine_basis(BLOCK)
# Coefficients from low to high frequency, so that the zeros of a block are together at the end.
SCAN = np.argsort([(i + j) * 16 + i for i in range(BLOCK) for j in range(BLOCK)], kind="stable")
# High frequencies are seen less: their steps are up to 1.8 times as wide.
WEIGHTS = np.array([[1.0 + (i + j) / 17.5 for j in range(BLOCK)] for i in range(BLOCK)], dtype=np.float32)


def quantiser_step(quality):
    """Width of the quantiser for quality 1-100: it halves every 16 points, down to 1."""
    return 2.0 ** ((100 - quality) / 16.0)


def split_planes(frame, width, height):
    """Y, U and V of an i420 frame; they lie one after the other in memory."""
    flat = frame.reshape(-1)
    luma = width * height
    chroma = luma // 4
    y = flat[:luma].reshape(height, width)
    u = flat[luma:luma + chroma].reshape(height // 2, width // 2)
    v = flat[luma + chroma:].reshape(height // 2, width // 2)
    return y, u, v


def to_blocks(plane):
    """(rows, columns, 8, 8) blocks of a plane that is padded by its last line and column."""
    height, width = plane.shape
    padded = np.pad(plane, ((0, -height % BLOCK), (0, -width % BLOCK)), mode="edge")
    rows, columns = padded.shape[0] // BLOCK, padded.shape[1] // BLOCK
    return padded.reshape(rows, BLOCK, columns, BLOCK).swapaxes(1, 2)


def from_blocks(blocks, height, width):
    rows, columns = blocks.shape[:2]
    return blocks.swapaxes(1, 2).reshape(rows * BLOCK, columns * BLOCK)[:height, :width]


def pack_levels(levels):
    """Signed levels as bytes: all low bytes, then all high bytes, which are nearly always zero."""
    folded = np.where(levels < 0, -2 * levels - 1, 2 * levels).astype(np.uint16)
    return (folded & 255).astype(np.uint8).tobytes() + (folded >> 8).astype(np.uint8).tobytes()


def unpack_levels(data):
    count = len(data) // 2
    low = np.frombuffer(data, np.uint8, count)
    high = np.frombuffer(data, np.uint8, count, offset=count)
    folded = low.astype(np.int32) + (high.astype(np.int32) << 8)
    return np.where(folded & 1, -(folded >> 1) - 1, folded >> 1)


def encode_plane(plane, step):
    blocks = to_blocks(plane.astype(np.float32) - 128.0)
    scaled = (BASIS @ blocks @ BASIS.T) / (step * WEIGHTS)
    # Rounding towards zero below 0.6 saves bits on values that hardly matter.
    levels = (np.sign(scaled) * np.floor(np.abs(scaled) + 0.4)).astype(np.int32)
    rows, columns = levels.shape[:2]
    levels = levels.reshape(rows, columns, BLOCK * BLOCK)[:, :, SCAN]
    # Neighbouring blocks have similar means: send the difference to the block on the left.
    levels[:, 1:, 0] -= levels[:, :-1, 0].copy()
    # All means first, then all first frequencies, and so on: similar values are neighbours.
    return pack_levels(levels.transpose(2, 0, 1).reshape(-1))


def decode_plane(data, step, height, width):
    rows, columns = -(-height // BLOCK), -(-width // BLOCK)
    levels = unpack_levels(data).reshape(BLOCK * BLOCK, rows, columns).transpose(1, 2, 0).copy()
    levels[:, :, 0] = np.cumsum(levels[:, :, 0], axis=1)
    ordered = np.empty_like(levels)
    ordered[:, :, SCAN] = levels
    coefficients = ordered.reshape(rows, columns, BLOCK, BLOCK) * (step * WEIGHTS)
    blocks = BASIS.T @ coefficients.astype(np.float32) @ BASIS + 128.0
    return np.clip(np.rint(from_blocks(blocks, height, width)), 0, 255).astype(np.uint8)


def compress_video_frame(frame, frame_index, config):
    step = quantiser_step(config["quality"])
    planes = split_planes(frame, config["width"], config["height"])
    return zlib.compress(b"".join(encode_plane(plane, step) for plane in planes), 9)


def decompress_video_frame(data, frame_index, config):
    width, height = config["width"], config["height"]
    step = quantiser_step(config["quality"])
    levels = zlib.decompress(data)
    planes, offset = [], 0
    for plane_height, plane_width in ((height, width), (height // 2, width // 2), (height // 2, width // 2)):
        size = 2 * (plane_height + -plane_height % BLOCK) * (plane_width + -plane_width % BLOCK)
        plane = decode_plane(levels[offset:offset + size], step, plane_height, plane_width)
        planes.append(plane.reshape(-1))
        offset += size
    return np.concatenate(planes).reshape(height * 3 // 2, width)
