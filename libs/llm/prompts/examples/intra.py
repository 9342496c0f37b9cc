"""All-intra: blocks of 32 to 4, 31 modes, DCT or DST, RDOQ. New statistics for each picture, so each packet decodes alone."""
import numpy as np
from codeckit import intra_plane, picture, planes, quant, rans

COLOR = "i420"
LUMA, CHROMA = (32, 16, 8, 4), (16, 8, 4)  # block sizes; the largest is the macroblock
SIZES = (LUMA, CHROMA, CHROMA)


def steps(config):
    """Quantiser steps of Y, U, V in 1/16. `config` is a dict."""
    luma = quant.step_from_quality(config["quality"])
    return luma, int(0.8 * luma), int(0.8 * luma)


def compress_video_frame(frame, frame_index, config):
    sources = planes.split_i420(frame, config["width"], config["height"])
    blocks = []
    for source, step, sizes in zip(sources, steps(config), SIZES):
        found, _ = intra_plane.encode_plane(planes.pad_to(source, sizes[0]), step, sizes[0], sizes)
        blocks.append(found)
    encoder = rans.RansEncoder()
    picture.PictureModel(SIZES).code(encoder, blocks)
    return encoder.finish()


def decompress_video_frame(data, frame_index, config):
    shapes = planes.i420_shapes(config["width"], config["height"])
    padded = [(h + -h % sizes[0], w + -w % sizes[0]) for (h, w), sizes in zip(shapes, SIZES)]
    blocks = [intra_plane.PlaneBlocks.empty(*shape) for shape in padded]
    picture.PictureModel(SIZES).code(rans.RansDecoder(data), blocks)
    shown = []
    for found, (h, w), step, sizes in zip(blocks, shapes, steps(config), SIZES):
        shown.append(intra_plane.decode_plane(found, step, sizes[0], sizes)[:h, :w])
    return planes.join_i420(shown)
