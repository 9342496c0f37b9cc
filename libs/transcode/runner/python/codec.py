#!/usr/bin/env python3
"""Codes and decodes whole videos with the codec in source/; needs Python 3.9 or newer and numpy. README.md has examples."""
import argparse
import importlib.util
import json
import multiprocessing
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
ABOUT = json.loads((HERE / "codec.json").read_text())
LANGUAGES, APIS, COLORS = ["python", "javascript"], ["frame", "video"], ["rgb24", "bgr24", "i420"]
MATRICES, RANGES = [None, "bt601", "bt709", "smpte240m", "fcc", "bt2020"], [None, "tv", "pc"]
MAGIC, HEAD = b"\x89CSM\r\n\x1a\n", struct.Struct("<8s8B7I32s32s")
NONE = bytes(32)
SWS_FLAGS = "lanczos+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact"


class Refused(Exception):
    """A file or an option that cannot be used."""


# ---- the file that a coded video is kept in; CONTRACT.md has it byte by byte -----------------------------------------


def frames_of(head, index):
    return min(head["segment_frames"], head["frames"] - index * head["segment_frames"])


def write_stream(head, bitstreams):
    names = [LANGUAGES.index(head["language"]), APIS.index(head["api"]), COLORS.index(head["color"])]
    names += [MATRICES.index(head["matrix"]), RANGES.index(head["range"]), 0, 0]
    numbers = [head[name] for name in ("width", "height", "num", "den", "frames", "segment_frames", "seed")]
    kit = NONE if head["kit"] is None else bytes.fromhex(head["kit"])
    start = HEAD.pack(MAGIC, 1, *names, *numbers, bytes.fromhex(head["codec"]), kit)
    crc = zlib.crc32(start)
    parts = [start, struct.pack("<I", crc)]
    for index, bitstream in enumerate(bitstreams):
        segment = struct.pack("<3I", index, frames_of(head, index), len(bitstream)) + bitstream
        parts += [segment, struct.pack("<I", zlib.crc32(segment, crc))]
    return b"".join(parts)


def read_stream(data):
    if data[:8] != MAGIC:
        raise Refused("this is no stream of codecsmith")
    if len(data) < HEAD.size + 4:
        raise Refused(f"offset {len(data)}: the head is cut off")
    if data[8] != 1:
        raise Refused(f"offset 8: version {data[8]}, known here is 1")
    (crc,) = struct.unpack_from("<I", data, HEAD.size)
    if zlib.crc32(data[: HEAD.size]) != crc:
        raise Refused(f"offset {HEAD.size}: the head is damaged")
    fields = HEAD.unpack_from(data)
    names = ("width", "height", "num", "den", "frames", "segment_frames", "seed")
    head = dict(zip(names, fields[9:16]), language=LANGUAGES[fields[2]], api=APIS[fields[3]], color=COLORS[fields[4]])
    head.update(matrix=MATRICES[fields[5]], range=RANGES[fields[6]], codec=fields[16].hex())
    head["kit"] = None if fields[17] == NONE else fields[17].hex()
    count = -(-head["frames"] // head["segment_frames"])
    bitstreams, offset = [], HEAD.size + 4
    for index in range(count):
        where = f"offset {offset}: segment {index + 1} of {count}"
        if offset + 12 > len(data):
            raise Refused(f"{where} is cut off")
        end = offset + 12 + struct.unpack_from("<I", data, offset + 8)[0]
        if end + 4 > len(data):
            raise Refused(f"{where} is cut off")
        if zlib.crc32(data[offset:end], crc) != struct.unpack_from("<I", data, end)[0]:
            raise Refused(f"{where} is damaged")
        bitstreams.append(data[offset + 12 : end])
        offset = end + 4
    if offset != len(data):
        raise Refused(f"offset {offset}: {len(data) - offset} bytes are left")
    return head, bitstreams


def pack_bitstream(quality, packets):
    out = bytearray([quality])
    for packet in packets:
        rest = len(packet)
        while rest >= 128:
            out.append(rest % 128 | 128)
            rest //= 128
        out.append(rest)
        out += packet
    return bytes(out)


def unpack_bitstream(data):
    packets, at = [], 1
    while at < len(data):
        length = shift = 0
        while True:
            byte = data[at]
            at += 1
            length |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        packets.append(data[at : at + length])
        at += length
    return data[0], packets


# ---- videos as planes of 8-bit 4:2:0: a .y4m is read and written here, everything else goes through ffmpeg -------------


def ffmpeg(arguments, data=None):
    try:
        done = subprocess.run(["ffmpeg", "-hide_banner", "-v", "error", *arguments], input=data, stdout=subprocess.PIPE)
    except FileNotFoundError:
        raise Refused("ffmpeg is not here: give and take .y4m files of 8-bit 4:2:0") from None
    if done.returncode != 0:
        raise Refused(f"ffmpeg ended with {done.returncode}")
    return done.stdout


def read_video(path):
    if path.endswith(".y4m"):
        return parse_y4m(Path(path).read_bytes())
    to_y4m = ["-i", path, "-map", "0:V:0", "-pix_fmt", "yuv420p", "-f", "yuv4mpegpipe", "pipe:1"]
    return parse_y4m(ffmpeg(["-nostdin", *to_y4m]))


def parse_y4m(data):
    end = data.find(b"\n")
    tokens = data[:end].decode("latin1").split(" ")
    if tokens[0] != "YUV4MPEG2":
        raise Refused("this is no .y4m file")
    value = lambda name: next((token[len(name) :] for token in tokens[1:] if token.startswith(name)), None)
    width, height = int(value("W")), int(value("H"))
    rate = (value("F") or "0:0").split(":")
    if int(rate[0]) <= 0 or int(rate[1]) <= 0:
        raise Refused("the .y4m file does not say its frame rate")
    if (value("C") or "420") not in ("420", "420jpeg", "420mpeg2", "420paldv"):
        raise Refused(f"chroma {value('C')}: 8-bit 4:2:0 is allowed")
    size = width * height + 2 * (-(-width // 2)) * (-(-height // 2))
    frames, at = [], end + 1
    while at < len(data):
        start = data.find(b"\n", at) + 1
        if data[at : at + 5] != b"FRAME" or start + size > len(data):
            break
        frames.append(data[start : start + size])
        at = start + size
    if not frames:
        raise Refused("the .y4m file holds no whole frame")
    tags = {"matrix": None, "range": {"LIMITED": "tv", "FULL": "pc"}.get(value("XCOLORRANGE="))}
    return {"width": width, "height": height, "num": int(rate[0]), "den": int(rate[1]), **tags}, frames


def write_video(path, picture, frames):
    tag = {None: "", "tv": " XCOLORRANGE=LIMITED", "pc": " XCOLORRANGE=FULL"}[picture["range"]]
    head = "YUV4MPEG2 W{width} H{height} F{num}:{den} Ip A0:0 C420jpeg".format(**picture) + tag + "\n"
    y4m = head.encode() + b"".join(b"FRAME\n" + frame for frame in frames)
    if path.endswith(".y4m"):
        Path(path).write_bytes(y4m)
    else:
        quality = ["-crf", "12"] if path.endswith(".mp4") else []
        ffmpeg(["-f", "yuv4mpegpipe", "-i", "pipe:0", *quality, "-y", path], y4m)


def planes_of(frame, width, height):
    columns, lines = -(-width // 2), -(-height // 2)
    luma, chroma = width * height, columns * lines
    data = np.frombuffer(frame, np.uint8)
    shapes = ((0, height, width), (luma, lines, columns), (luma + chroma, lines, columns))
    return [data[at : at + h * w].reshape(h, w) for at, h, w in shapes]


def fit(plane, height, width):
    """Cuts a plane, or repeats its last samples."""
    plane = plane[:height, :width]
    beyond = ((0, height - plane.shape[0]), (0, width - plane.shape[1])) + ((0, 0),) * (plane.ndim - 2)
    return np.pad(plane, beyond, mode="edge")


def fit_planes(frame, size, to):
    (width, height), (w, h) = size, to
    y, u, v = planes_of(frame, width, height)
    half = (-(-h // 2), -(-w // 2))
    return b"".join(part.tobytes() for part in (fit(y, h, w), fit(u, *half), fit(v, *half)))


def fit_packed(frame, size, to):
    (width, height), (w, h) = size, to
    return fit(np.frombuffer(frame, np.uint8).reshape(height, width, 3), h, w).tobytes()


def convert(frames, picture, direction):
    """Planes to frames in the codec's colour, or back: as the lab does it, sample for sample."""
    size = (picture["width"], picture["height"])
    even = (size[0] + size[0] % 2, size[1] + size[1] % 2)
    packed, to_codec, color = ABOUT["color"] != "i420", direction == "to codec", ABOUT["color"]
    if size != even and (to_codec or packed):
        frames = [(fit_planes if to_codec else fit_packed)(frame, size, even) for frame in frames]
    if packed:
        frames = convert_packed(frames, picture, even, ("yuv420p", color) if to_codec else (color, "yuv420p"))
    if size == even or (to_codec and not packed):
        return frames
    return [(fit_packed if to_codec else fit_planes)(frame, even, size) for frame in frames]


def convert_packed(frames, picture, even, formats):
    matrix = picture["matrix"] or ("bt709" if picture["height"] >= 720 else "bt601")
    ranges = [(picture["range"] or "tv") if name == "yuv420p" else "pc" for name in formats]
    scale = f"scale=in_color_matrix={matrix}:out_color_matrix={matrix}:in_range={ranges[0]}:out_range={ranges[1]}"
    out = ffmpeg(
        ["-threads", "1", "-fflags", "+bitexact", "-flags", "+bitexact"]
        + ["-f", "rawvideo", "-pixel_format", formats[0], "-video_size", f"{even[0]}x{even[1]}", "-framerate", "25"]
        + ["-i", "pipe:0", "-vf", f"{scale}:flags={SWS_FLAGS},format={formats[1]}", "-fps_mode", "passthrough"]
        + ["-f", "rawvideo", "-pix_fmt", formats[1], "pipe:1"],
        b"".join(frames),
    )
    size = len(out) // len(frames)
    return [out[index * size : (index + 1) * size] for index in range(len(frames))]


# ---- one side of one segment, in a process of its own: a codec begins every segment without a past ---------------------


def load():
    sys.path.insert(0, str(HERE))
    spec = importlib.util.spec_from_file_location("codec", HERE / "source" / "codec.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["codec"] = module
    spec.loader.exec_module(module)
    return module


def config_of(head, frames, quality):
    odd = ABOUT["color"] == "i420"
    width, height = head["width"] + (head["width"] % 2 if odd else 0), head["height"] + (head["height"] % 2 if odd else 0)
    size = {"width": width, "height": height, "fps": head["num"] / head["den"], "frame_count": frames}
    return {**size, "color": ABOUT["color"], "quality": quality, "seed": head["seed"], "device": "cpu"}


def shape_of(config):
    width, height = config["width"], config["height"]
    return (height * 3 // 2, width) if config["color"] == "i420" else (height, width, 3)


def encode_segment(job):
    config, frames = job
    codec, shape = load(), shape_of(config)
    arrays = np.frombuffer(bytearray(b"".join(frames)), np.uint8).reshape(len(frames), *shape)
    if ABOUT["api"] == "video":
        return [bytes(codec.encode_video(arrays, dict(config)))]
    return [bytes(codec.compress_video_frame(frame.copy(), index, dict(config))) for index, frame in enumerate(arrays)]


def decode_segment(job):
    config, packets = job
    codec = load()
    if ABOUT["api"] == "video":
        return [np.ascontiguousarray(frame).tobytes() for frame in codec.decode_video(packets[0], dict(config))]
    frames = (codec.decompress_video_frame(packet, index, dict(config)) for index, packet in enumerate(packets))
    return [np.ascontiguousarray(frame).tobytes() for frame in frames]


def each_segment(head, verb, work, jobs):
    """Results of all segments in order, some at a time; says how far it is."""
    done, results = 0, []
    with multiprocessing.get_context("spawn").Pool(maxtasksperchild=1) as pool:
        for index, result in enumerate(pool.imap(work, jobs)):
            results.append(result)
            done += frames_of(head, index)
            print(f"{verb}: {done} of {head['frames']} frames", file=sys.stderr)
    return results


def encode(options):
    picture, frames = read_video(options.input)
    most = max(1, int(96e6 // (picture["width"] * picture["height"])))
    each = options.segment or min(len(frames) if len(frames) <= 64 else 48, most)
    head = {**picture, "frames": len(frames), "segment_frames": each, "codec": ABOUT["digest"]}
    head.update({name: ABOUT[name] for name in ("language", "api", "color", "seed", "kit")})
    parts = [frames[at : at + each] for at in range(0, len(frames), each)]
    jobs = ((config_of(head, len(part), options.quality), convert(part, picture, "to codec")) for part in parts)
    packets = each_segment(head, "encoded", encode_segment, jobs)
    data = write_stream(head, [pack_bitstream(options.quality, each) for each in packets])
    Path(options.output).write_bytes(data)
    kbps = len(data) * 8 * picture["num"] / (len(frames) * picture["den"] * 1000)
    print(f"{options.output}: {len(data)} bytes, {kbps:.1f} kbps", file=sys.stderr)


def decode(options):
    head, bitstreams = read_stream(Path(options.input).read_bytes())
    if head["codec"] != ABOUT["digest"]:
        raise Refused(f"the stream was written by the codec {head['codec']}, this is {ABOUT['digest']}")
    if head["kit"] != ABOUT["kit"]:
        raise Refused("the stream was written with other parts of codeckit")
    unpacked = [unpack_bitstream(bitstream) for bitstream in bitstreams]
    jobs = ((config_of(head, frames_of(head, at), quality), packets) for at, (quality, packets) in enumerate(unpacked))
    segments = each_segment(head, "decoded", decode_segment, jobs)
    frames = [frame for segment in segments for frame in convert(segment, head, "from codec")]
    write_video(options.output, head, frames)


def level(text):
    if text.isdigit() and 1 <= int(text) <= 100:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text}: whole numbers from 1 to 100 are allowed")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    verbs = parser.add_subparsers(required=True)
    for name, work in (("encode", encode), ("decode", decode)):
        verb = verbs.add_parser(name)
        verb.add_argument("input", help=".y4m of 8-bit 4:2:0, with ffmpeg any video" if name == "encode" else "a stream")
        verb.add_argument("output")
        verb.set_defaults(work=work)
        if name == "encode":
            verb.add_argument("--quality", type=level, default=50)
            verb.add_argument("--segment", type=int, default=0)
    options = parser.parse_args()
    try:
        options.work(options)
    except (Refused, OSError) as refusal:
        sys.exit(f"codec: {refusal}")


if __name__ == "__main__":
    main()
