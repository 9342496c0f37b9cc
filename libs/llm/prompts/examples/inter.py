"""Low-delay: each picture predicted from the last one by motion of 16x16 and 8x8 blocks; the first one from grey."""
import numpy as np
from codeckit import inter_picture, inter_plane, intra_plane, picture, planes, quant, rans

COLOR = "i420"
LUMA, CHROMA = (16, 8, 4), (8, 4)  # motion works on macroblocks of 16, so chroma's are 8
SIZES = (LUMA, CHROMA, CHROMA)


class Side:
    """What a side keeps from picture to picture. Encoder and decoder are two processes that learn the same."""

    def __init__(self, shapes):
        self.models = picture.PictureModel(SIZES, predicted=True)
        self.motion = inter_picture.MotionModel()
        self.references = [inter_picture.references_of([np.full(shape, 128, np.int32) for shape in shapes])]


def start(frame_index, config):
    """Shapes and steps of Y, U, V. The first picture begins a new clip."""
    global side
    shapes = planes.i420_shapes(config["width"], config["height"])
    if frame_index == 0:
        side = Side(shapes)
    luma = quant.step_from_quality(config["quality"])
    return shapes, (luma, int(0.8 * luma), int(0.8 * luma))


def keep(predicted, blocks, steps, shapes):
    """The decoded picture, which is the next one's reference on both sides."""
    residuals = [inter_plane.decode_residual(b, step, sizes) for b, step, sizes in zip(blocks, steps, SIZES)]
    shown = [np.clip(p + r, 0, 255)[:h, :w] for p, r, (h, w) in zip(predicted, residuals, shapes)]
    side.references = [inter_picture.references_of(shown)]
    return shown


def compress_video_frame(frame, frame_index, config):
    shapes, steps = start(frame_index, config)
    sources = planes.split_i420(frame, config["width"], config["height"])
    padded = [planes.pad_to(source, sizes[0]) for source, sizes in zip(sources, SIZES)]
    encoder = rans.RansEncoder()
    move = inter_picture.find_motion(padded[0], side.references, steps[0], side.motion.field)
    side.motion.code(encoder, move.choice.shape, move)
    predicted = inter_picture.predict(side.references, move)
    blocks = [inter_plane.encode_residual(s - p, step, sizes[0], sizes) for s, p, step, sizes in zip(padded, predicted, steps, SIZES)]
    side.models.code(encoder, blocks)
    keep(predicted, blocks, steps, shapes)
    return encoder.finish()


def decompress_video_frame(data, frame_index, config):
    shapes, steps = start(frame_index, config)
    rows, columns = (-(-side_length // 16) for side_length in shapes[0])
    decoder = rans.RansDecoder(data)
    predicted = inter_picture.predict(side.references, side.motion.code(decoder, (rows, columns)))
    blocks = [intra_plane.PlaneBlocks.empty(rows * sizes[0], columns * sizes[0]) for sizes in SIZES]
    side.models.code(decoder, blocks)
    return planes.join_i420(keep(predicted, blocks, steps, shapes))
