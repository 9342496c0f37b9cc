"""Hybrid: key frames, and between them motion compensation with a coded residual.

Both sides keep the last frame *as the decoder has it* in module state. The encoder therefore decodes what it sends:
prediction from the original frame would drift. The two sides are separate processes, so nothing else is shared.
"""

import zlib

import numpy as np

COLOR = "i420"
KEY_INTERVAL = 30
MACROBLOCK = 16
BLOCK = 8
REACH = 6

_previous = None


def cosine_basis(size):
    """Rows are the orthonormal cosine functions of a block of `size` samples."""
    k = np.arange(size)[:, None]
    x = np.arange(size)[None, :]
    basis = np.sqrt(2.0 / size) * np.cos(np.pi * (2 * x + 1) * k / (2 * size))
    basis[0] /= np.sqrt(2.0)
    return basis.astype(np.float32)


BASIS = cosine_basis(BLOCK)
SCAN = np.argsort([(i + j) * 16 + i for i in range(BLOCK) for j in range(BLOCK)], kind="stable")


def quantiser_step(quality):
    """Width of the quantiser for quality 1-100: it halves every 16 points, down to 1."""
    return 2.0 ** ((100 - quality) / 16.0)


def padded_planes(frame, width, height):
    """Y, U and V, each padded so that luma is a whole number of macroblocks."""
    flat = frame.reshape(-1)
    luma, chroma = width * height, width * height // 4
    shapes = ((0, height, width), (luma, height // 2, width // 2), (luma + chroma, height // 2, width // 2))
    planes = []
    for index, (start, h, w) in enumerate(shapes):
        unit = MACROBLOCK if index == 0 else BLOCK
        plane = flat[start:start + h * w].reshape(h, w)
        planes.append(np.pad(plane, ((0, -h % unit), (0, -w % unit)), mode="edge"))
    return planes


def join_planes(planes, width, height):
    cropped = [
        planes[0][:height, :width],
        planes[1][:height // 2, :width // 2],
        planes[2][:height // 2, :width // 2],
    ]
    return np.concatenate([plane.reshape(-1) for plane in cropped]).reshape(height * 3 // 2, width)


def search_motion(current, reference):
    """For each macroblock the shift (dy, dx) into the reference with the least absolute difference."""
    height, width = current.shape
    rows, columns = height // MACROBLOCK, width // MACROBLOCK
    target = current.astype(np.int16)
    padded = np.pad(reference, REACH, mode="edge").astype(np.int16)
    best = np.full((rows, columns), 1 << 30)
    motion = np.zeros((rows, columns, 2), np.int8)
    for dy in range(-REACH, REACH + 1):
        for dx in range(-REACH, REACH + 1):
            window = padded[REACH + dy:REACH + dy + height, REACH + dx:REACH + dx + width]
            difference = np.abs(target - window).reshape(rows, MACROBLOCK, columns, MACROBLOCK)
            # Long vectors cost bits: they must earn them.
            cost = difference.sum(axis=(1, 3), dtype=np.int32) + 24 * (abs(dy) + abs(dx))
            better = cost < best
            best = np.where(better, cost, best)
            motion[better] = (dy, dx)
    return motion


def compensate(reference, motion, block, scale):
    """Builds the prediction of a plane: each block fetched from where its vector points."""
    height, width = reference.shape
    vectors = np.repeat(np.repeat(motion.astype(np.int32) // scale, block, axis=0), block, axis=1)
    ys = np.clip(np.arange(height)[:, None] + vectors[:, :, 0], 0, height - 1)
    xs = np.clip(np.arange(width)[None, :] + vectors[:, :, 1], 0, width - 1)
    return reference[ys, xs]


def predict(planes, motion):
    return [
        compensate(planes[0], motion, MACROBLOCK, 1),
        compensate(planes[1], motion, BLOCK, 2),
        compensate(planes[2], motion, BLOCK, 2),
    ]


def quantise(residual, step, rounding):
    """Levels of a residual plane, as (64, rows, columns): frequency by frequency."""
    height, width = residual.shape
    blocks = residual.reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK).swapaxes(1, 2)
    scaled = (BASIS @ blocks @ BASIS.T) / step
    levels = (np.sign(scaled) * np.floor(np.abs(scaled) + rounding)).astype(np.int32)
    return levels.reshape(levels.shape[0], levels.shape[1], BLOCK * BLOCK)[:, :, SCAN].transpose(2, 0, 1)


def dequantise(levels, step):
    """Undoes `quantise`. Both sides call it with equal shapes, so its rounding is the same on both."""
    rows, columns = levels.shape[1:]
    ordered = np.empty((rows, columns, BLOCK * BLOCK), np.float32)
    ordered[:, :, SCAN] = levels.transpose(1, 2, 0) * step
    blocks = BASIS.T @ ordered.reshape(rows, columns, BLOCK, BLOCK) @ BASIS
    return blocks.swapaxes(1, 2).reshape(rows * BLOCK, columns * BLOCK)


def reconstruct(predictions, levels, step):
    planes = []
    for prediction, plane_levels in zip(predictions, levels):
        plane = np.rint(prediction + dequantise(plane_levels, step))
        planes.append(np.clip(plane, 0, 255).astype(np.uint8))
    return planes


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


def flat_prediction(planes):
    return [np.full(plane.shape, 128, np.uint8) for plane in planes]


def compress_video_frame(frame, frame_index, config):
    global _previous
    step = quantiser_step(config["quality"])
    planes = padded_planes(frame, config["width"], config["height"])
    if frame_index % KEY_INTERVAL == 0:
        header, predictions, rounding = b"", flat_prediction(planes), 0.4
    else:
        motion = search_motion(planes[0], _previous[0])
        header, predictions, rounding = motion.tobytes(), predict(_previous, motion), 0.3
    levels = [
        quantise(plane.astype(np.float32) - prediction, step, rounding)
        for plane, prediction in zip(planes, predictions)
    ]
    _previous = reconstruct(predictions, levels, step)
    return zlib.compress(header + b"".join(pack_levels(plane) for plane in levels), 9)


def decompress_video_frame(data, frame_index, config):
    global _previous
    width, height = config["width"], config["height"]
    step = quantiser_step(config["quality"])
    rows, columns = -(-height // MACROBLOCK), -(-width // MACROBLOCK)
    payload = zlib.decompress(data)
    if frame_index % KEY_INTERVAL == 0:
        shapes = [(rows * 16, columns * 16), (rows * 8, columns * 8), (rows * 8, columns * 8)]
        predictions, offset = [np.full(shape, 128, np.uint8) for shape in shapes], 0
    else:
        offset = rows * columns * 2
        motion = np.frombuffer(payload, np.int8, offset).reshape(rows, columns, 2)
        predictions = predict(_previous, motion)
    levels = []
    for prediction in predictions:
        size = 2 * prediction.size
        shape = (BLOCK * BLOCK, prediction.shape[0] // BLOCK, prediction.shape[1] // BLOCK)
        levels.append(unpack_levels(payload[offset:offset + size]).reshape(shape))
        offset += size
    _previous = reconstruct(predictions, levels, step)
    return join_planes(_previous, width, height)
