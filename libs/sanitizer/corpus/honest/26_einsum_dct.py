import zlib

import numpy as np

N = 8
k, x = np.mgrid[0:N, 0:N]
D = np.sqrt(2 / N) * np.cos(np.pi * (2 * x + 1) * k / (2 * N))
D[0] *= np.sqrt(0.5)


def _pad(plane):
    return np.pad(plane, [(0, -s % N) for s in plane.shape[:2]] + [(0, 0)], mode="edge")


def compress_video_frame(frame, frame_index, config):
    step = 2.0 ** ((100 - config["quality"]) / 16)
    padded = _pad(frame.astype(np.float64) - 128)
    h, w, _ = padded.shape
    blocks = padded.reshape(h // N, N, w // N, N, 3)
    coefficients = np.einsum("ui,ribjc,vj->rubvc", D, blocks, D, optimize=True)
    levels = np.rint(coefficients / step).astype(np.int16)
    return zlib.compress(levels.transpose(1, 3, 4, 0, 2).tobytes())


def decompress_video_frame(data, frame_index, config):
    step = 2.0 ** ((100 - config["quality"]) / 16)
    rows, columns = -(-config["height"] // N), -(-config["width"] // N)
    levels = np.frombuffer(zlib.decompress(data), np.int16).reshape(N, N, 3, rows, columns)
    blocks = np.einsum("ui,uvcrb,vj->ribjc", D, levels * step, D, optimize=True)
    image = blocks.reshape(rows * N, columns * N, 3) + 128
    return np.clip(np.rint(image), 0, 255).astype(np.uint8)[: config["height"], : config["width"]].copy()
