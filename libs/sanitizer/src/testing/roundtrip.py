"""Runs candidates through the codec contract in this interpreter, for tests. It is no jail: only files of this repository.

    python3 roundtrip.py [--size WxH] [--frames N] [--raw FILE.yuv] [--quality 20,60] CODEC.py ...

Encoder and decoder are two fresh loads of the file, and only packets go from one to the other. Prints one JSON object
per line: {"file", "runs": [{"quality", "bytes", "psnr_y", "exact"}]} or {"file", "error"}.
"""

import argparse
import importlib.util
import io
import json
import math
import contextlib
import traceback

import numpy as np


def synthetic_clip(width, height, count):
    """Smooth shapes, texture and a moving object: something for every tool to bite on. i420, even size."""
    rng = np.random.default_rng(5)
    y, x = np.mgrid[0:height, 0:width]
    texture = rng.normal(0, 6, (height, width * 2))
    frames = []
    for index in range(count):
        luma = 120 + 60 * np.sin((x + 2 * index) / 11.0) * np.cos(y / 7.0) + texture[:, index:index + width]
        disc = (x - 10 - 3 * index) ** 2 + (y - height // 2) ** 2 < (height // 5) ** 2
        luma = np.clip(np.where(disc, 220, luma), 0, 255).astype(np.uint8)
        u = np.clip(128 + 40 * np.sin(x[::2, ::2] / 17.0), 0, 255).astype(np.uint8)
        v = np.clip(128 + 40 * np.cos(y[::2, ::2] / 13.0), 0, 255).astype(np.uint8)
        frames.append(np.concatenate([luma.ravel(), u.ravel(), v.ravel()]).reshape(height * 3 // 2, width))
    return frames


def to_rgb(frame, width, height):
    """BT.601, nearest chroma: good enough to test with, not what the harness does."""
    flat = frame.reshape(-1).astype(np.float32)
    luma = flat[:width * height].reshape(height, width)
    chroma = flat[width * height:].reshape(2, height // 2, width // 2).repeat(2, 1).repeat(2, 2) - 128
    rgb = np.stack([luma + 1.402 * chroma[1], luma - 0.344 * chroma[0] - 0.714 * chroma[1], luma + 1.772 * chroma[0]], -1)
    return np.clip(np.rint(rgb), 0, 255).astype(np.uint8)


def frames_for(color, clip, width, height):
    if color == "i420":
        return clip, width, height
    # An odd size: one column and one line less.
    rgb = [to_rgb(frame, width, height)[:height - 1, :width - 1] for frame in clip]
    if color == "bgr24":
        rgb = [frame[:, :, ::-1] for frame in rgb]
    return [np.ascontiguousarray(frame) for frame in rgb], width - 1, height - 1


def load(path):
    spec = importlib.util.spec_from_file_location("codec", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check(frame, shape):
    if type(frame) is not np.ndarray or frame.dtype != np.uint8 or frame.shape != shape:
        raise TypeError(f"decoder returned {type(frame).__name__} {getattr(frame, 'shape', '')}, expected uint8 {shape}")


def encode(module, frames, config):
    if hasattr(module, "compress_video_frame"):
        packets = [module.compress_video_frame(frame.copy(), index, config) for index, frame in enumerate(frames)]
    else:
        packets = [module.encode_video(np.stack(frames), config)]
    if not all(isinstance(packet, (bytes, bytearray)) for packet in packets):
        raise TypeError("encoder returned something else than bytes")
    return [bytes(packet) for packet in packets]


def decode(module, packets, config):
    if hasattr(module, "decompress_video_frame"):
        return [module.decompress_video_frame(packet, index, config) for index, packet in enumerate(packets)]
    return list(module.decode_video(packets[0], config))


def run(path, clip, width, height, quality):
    encoder, decoder = load(path), load(path)
    color = getattr(encoder, "COLOR", "rgb24")
    frames, w, h = frames_for(color, clip, width, height)
    config = {"width": w, "height": h, "fps": 25.0, "frame_count": len(frames), "color": color,
              "quality": quality, "seed": 7, "device": "cpu"}
    packets = encode(encoder, frames, config)
    decoded = decode(decoder, packets, config)
    if len(decoded) != len(frames):
        raise TypeError(f"decoder returned {len(decoded)} frames, expected {len(frames)}")
    for frame, original in zip(decoded, frames):
        check(frame, original.shape)
    luma = slice(0, h) if color == "i420" else slice(None)
    error = np.mean([(a[luma].astype(np.float64) - b[luma]) ** 2 for a, b in zip(decoded, frames)])
    psnr = None if error == 0 else 10.0 * math.log10(255 ** 2 / error)
    return {"quality": quality, "bytes": sum(map(len, packets)), "psnr_y": psnr, "exact": bool(error == 0)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", default="68x52")
    parser.add_argument("--frames", type=int, default=4)
    parser.add_argument("--raw")
    parser.add_argument("--quality", default="20,40,60,80")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    if options.raw:
        flat = np.fromfile(options.raw, np.uint8, width * height * 3 // 2 * options.frames)
        clip = list(flat.reshape(options.frames, height * 3 // 2, width))
    else:
        clip = synthetic_clip(width, height, options.frames)
    for path in options.files:
        log = io.StringIO()
        try:
            with contextlib.redirect_stdout(log), contextlib.redirect_stderr(log):
                runs = [run(path, clip, width, height, int(quality)) for quality in options.quality.split(",")]
            print(json.dumps({"file": path, "runs": runs}))
        except BaseException:
            print(json.dumps({"file": path, "error": traceback.format_exc(limit=-2)}))


main()
