import zlib

import numpy as np


def encode_video(frames, config):
    """Learns a palette on the clip by a few rounds of k-means on a sample of its pixels."""
    rng = np.random.default_rng(config["seed"])
    pixels = frames.reshape(-1, 3).astype(np.float32)
    sample = pixels[rng.integers(0, len(pixels), min(2000, len(pixels)))]
    count = 8 + config["quality"] // 4
    palette = sample[:count].copy()
    for _ in range(3):
        nearest = ((sample[:, None] - palette[None]) ** 2).sum(2).argmin(1)
        for index in range(len(palette)):
            members = sample[nearest == index]
            if len(members):
                palette[index] = members.mean(0)
    palette = np.clip(np.rint(palette), 0, 255).astype(np.uint8)
    labels = np.concatenate([((part[:, None].astype(np.int32) - palette[None]) ** 2).sum(2).argmin(1) for part in np.array_split(frames.reshape(-1, 3), 64)])
    return bytes([len(palette)]) + palette.tobytes() + zlib.compress(labels.astype(np.uint8).tobytes())


def decode_video(data, config):
    count = data[0]
    palette = np.frombuffer(data, np.uint8, count * 3, offset=1).reshape(count, 3)
    labels = np.frombuffer(zlib.decompress(data[1 + count * 3:]), np.uint8)
    return palette[labels].reshape(config["frame_count"], config["height"], config["width"], 3)
