#!/usr/bin/env python3
"""Computes the numbers of exported experiments again, from the bytes alone, and compares.

    ./codecsmith export EXPERIMENT --format json --out export.json --evidence evidence/
    python3 examples/measure/recompute.py export.json evidence/

It shares no code with the lab: only Python's standard library and numpy. For every run it opens the stored bitstream
(rate), the stored reconstruction and the source planes (PSNR), and for every BD-rate it interpolates the curves itself.
It ends with 1 when any number differs.
"""

import hashlib
import json
import math
import sys
from pathlib import Path

import numpy as np

TOLERANCE = 1e-6
failures = []
checked = 0


def same(what, expected, actual):
    global checked
    checked += 1
    equal = expected == actual or (
        expected is not None and actual is not None and math.isclose(expected, actual, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    )
    if not equal:
        failures.append(f"{what}: exported {expected}, computed {actual}")


def read(evidence, digest):
    data = (evidence / digest).read_bytes()
    same(f"sha256 of {digest}", digest, hashlib.sha256(data).hexdigest())
    return data


def packet_sizes(stream):
    """Bytes that each packet takes, its LEB128 length included, after the one byte for the quality."""
    at, sizes = 1, []
    while at < len(stream):
        start, length, shift = at, 0, 0
        while True:
            byte = stream[at]
            at += 1
            length |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        at += length
        sizes.append(at - start)
    if at != len(stream):
        raise ValueError("the last packet is cut")
    return sizes


def planes(data, width, height, frames):
    """Luma and both chroma planes of all frames; sides are even."""
    frame = np.frombuffer(data, np.uint8).reshape(frames, width * height * 3 // 2).astype(np.int64)
    luma, quarter = width * height, width * height // 4
    return frame[:, :luma], frame[:, luma : luma + quarter], frame[:, luma + quarter :]


def decibel(mse):
    return None if mse == 0 else 10 * math.log10(255**2 / mse)


def check_distortion(what, run, clip, source, decoded):
    shape = (clip["width"], clip["height"], clip["frames"])
    values = {}
    for name, a, b in zip("yuv", planes(source, *shape), planes(decoded, *shape)):
        squares = (a - b) ** 2
        values[name] = decibel(float(squares.mean()))
        same(f"{what} psnr_{name}", run[f"psnr_{name}"], values[name])
        if name == "y":
            for index, frame in enumerate(run["perFrame"]):
                same(f"{what} frame {index} psnr_y", frame["psnr_y"], decibel(float(squares[index].mean())))
    if None not in values.values():
        same(f"{what} psnr_yuv611", run["psnr_yuv611"], (6 * values["y"] + values["u"] + values["v"]) / 8)


def check_run(run, clip, evidence):
    what = f"{clip['name']} quality {run['quality']}"
    stream = read(evidence, run["bitstream"])
    same(f"{what} bytes", run["bytes"], len(stream))
    same(f"{what} quality byte", run["quality"], stream[0])
    sizes = packet_sizes(stream)
    series = [frame["bytes"] for frame in run["perFrame"]]
    if None not in series:
        same(f"{what} frames", len(series), len(sizes))
        for index, (exported, size) in enumerate(zip(series, sizes)):
            same(f"{what} frame {index} bytes", exported, size)
    seconds = clip["frames"] * clip["fps"]["den"] / clip["fps"]["num"]
    same(f"{what} kbps", run["kbps"], len(stream) * 8 / seconds / 1000)
    same(f"{what} bpp", run["bpp"], len(stream) * 8 / (clip["width"] * clip["height"] * clip["frames"]))
    return what


def pchip_slopes(x, y):
    h, d = np.diff(x), np.diff(y) / np.diff(x)
    slopes = np.zeros(len(x))
    for i in range(1, len(x) - 1):
        if d[i - 1] * d[i] > 0:
            w1, w2 = 2 * h[i] + h[i - 1], h[i] + 2 * h[i - 1]
            slopes[i] = (w1 + w2) / (w1 / d[i - 1] + w2 / d[i])
    slopes[0] = end_slope(h[0], h[1], d[0], d[1])
    slopes[-1] = end_slope(h[-1], h[-2], d[-1], d[-2])
    return slopes


def end_slope(h0, h1, d0, d1):
    slope = ((2 * h0 + h1) * d0 - h0 * d1) / (h0 + h1)
    if np.sign(slope) != np.sign(d0):
        return 0.0
    if np.sign(d0) != np.sign(d1) and abs(slope) > 3 * abs(d0):
        return 3 * d0
    return slope


def integral(x, y, low, high):
    """Of the monotone cubic through the points; three Gauss nodes a piece are exact for it."""
    slopes, total = pchip_slopes(x, y), 0.0
    for i in range(len(x) - 1):
        a, b = max(low, x[i]), min(high, x[i + 1])
        if a >= b:
            continue
        for node, weight in ((-math.sqrt(0.6), 5 / 9), (0.0, 8 / 9), (math.sqrt(0.6), 5 / 9)):
            h = x[i + 1] - x[i]
            t = ((a + b) / 2 + node * (b - a) / 2 - x[i]) / h
            value = (
                (1 + 2 * t) * (1 - t) ** 2 * y[i]
                + t * (1 - t) ** 2 * h * slopes[i]
                + t * t * (3 - 2 * t) * y[i + 1]
                + t * t * (t - 1) * h * slopes[i + 1]
            )
            total += weight * value * (b - a) / 2
    return total


def bd_rate(anchor, test, metric):
    """Percent, or None where a curve does not carry the figure."""
    curves = []
    for points in (anchor, test):
        pairs = sorted({(point["bytes"], point[metric]) for point in points if point[metric] is not None})
        if len(pairs) < 4 or any(a[1] >= b[1] or a[0] >= b[0] for a, b in zip(pairs, pairs[1:])):
            return None
        curves.append((np.array([q for _, q in pairs]), np.log([rate for rate, _ in pairs])))
    (ax, ay), (tx, ty) = curves
    low, high = max(ax[0], tx[0]), min(ax[-1], tx[-1])
    if low >= high:
        return None
    return 100 * math.expm1((integral(tx, ty, low, high) - integral(ax, ay, low, high)) / (high - low))


def check_figures(experiment):
    anchors = {(a["clip"], a["anchor"], a["mode"]): a["points"] for a in experiment["anchors"]}
    for figure in experiment["bdRate"]:
        key = (figure["clip"], figure["anchor"], figure["mode"])
        if key not in anchors:
            same(f"BD-rate without its anchor {key}", figure["percent"], None)
            continue
        if figure["metric"] == "psnr_yuv611_mse":
            continue
        runs = [run for run in experiment["runs"] if run["clip"] == figure["clip"]]
        same(f"BD-rate {key} {figure['metric']}", figure["percent"], bd_rate(anchors[key], runs, figure["metric"]))


def check_scores(experiment):
    """A clip's score is the worse of two BD-rates, turned round; the aggregate is their mean."""
    against = (experiment["scoredAgainst"]["anchor"], experiment["scoredAgainst"]["mode"])
    values = [score["value"] for score in experiment["score"]]
    for score in experiment["score"]:
        if score["value"] is None:
            continue
        percents = [
            figure["percent"]
            for figure in experiment["bdRate"]
            if figure["clip"] == score["clip"] and (figure["anchor"], figure["mode"]) == against
            if figure["metric"] in ("psnr_y", "psnr_yuv611", "psnr_yuv611_mse")
        ]
        same(f"score on {score['clip'][:12]}", score["value"], -max(percents))
    expected = None if None in values else sum(values) / len(values)
    same("aggregate", experiment["aggregate"]["value"], expected)


def main(export, evidence):
    for experiment in json.loads(Path(export).read_text())["experiments"]:
        clips = {clip["digest"]: clip for clip in experiment["clips"]}
        for run in experiment["runs"]:
            clip = clips[run["clip"]]
            what = check_run(run, clip, evidence)
            if experiment["candidate"]["color"] == "i420" and clip["width"] % 2 == 0 and clip["height"] % 2 == 0:
                source, decoded = read(evidence, clip["digest"]), read(evidence, run["reconstruction"])
                check_distortion(what, run, clip, source, decoded)
        check_figures(experiment)
        check_scores(experiment)
        for figure in experiment["bdRate"]:
            percent = "none: " + str(figure["reason"]) if figure["percent"] is None else f"{figure['percent']:+.4f} %"
            print(f"{clips[figure['clip']]['name']}  {figure['anchor']} {figure['mode']}  {figure['metric']}  {percent}")
    for failure in failures:
        print(f"DIFFERS  {failure}")
    print(f"{checked - len(failures)} of {checked} numbers agree")
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: recompute.py EXPORT.json EVIDENCE_FOLDER")
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
