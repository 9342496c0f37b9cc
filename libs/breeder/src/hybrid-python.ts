import type { HybridGenes } from './hybrid-genes.ts';

const tuple = (list: string): string => (list.includes(',') ? `(${list})` : `(${list},)`);
const lines = (...parts: readonly (string | false)[]): string => parts.filter((part) => part !== false).join('\n');
const smooths = ({ filter }: HybridGenes): boolean => filter === 'deblock' || filter === 'both';
const learns = ({ filter }: HybridGenes): boolean => filter === 'wiener' || filter === 'both';

const head = (genes: HybridGenes, title: string): string => `"""${title}.

The first frame is coded for itself; each later one is predicted, macroblock by macroblock, from what was shown before,
and the difference is transformed and quantised. codeckit has the tools; this file says which, and how they are set.
"""

import numpy as np
from codeckit import ${smooths(genes) || learns(genes) ? 'filters, ' : ''}inter_picture, inter_plane, intra_plane, picture, planes, quant, rans

COLOR = "i420"

# Block sizes in samples, the largest being the macroblock; U and V are cut alike.
LUMA, CHROMA = ${tuple(genes.luma)}, ${tuple(genes.chroma)}
SIZES = (LUMA, CHROMA, CHROMA)

# Motion: earlier frames to predict from, samples to search each way, what a vector's bits count for.
REFERENCES, RADIUS, VECTOR_WEIGHT = ${genes.references}, ${genes.radius}, ${genes.vectorWeight}

# Levels of predicted frames: what a bit may cost in squared steps, and how large levels are expected to be.
PRICE, PRIOR = ${genes.price}, ${genes.prior}

# From quality to quantiser steps: frames that others lean on are finer, the first most of all.
DOUBLE_EVERY = ${genes.doubling}
FIRST_STEP, LATER_STEPS = ${genes.firstStep}, ${tuple(genes.rhythm)}
CHROMA_STEP, CHROMA_BEND = ${genes.chromaStep}, ${genes.chromaBend}`;

const STEPS = `def steps(quality, frame_index):
    """Quantiser steps of Y, U, V in 1/16; with a bend, chroma is finer where luma is coarse."""
    share = LATER_STEPS[frame_index % len(LATER_STEPS)] if frame_index else FIRST_STEP
    luma = quant.step_from_quality(quality, double_every=DOUBLE_EVERY) * share
    chroma = max(1, int(round(CHROMA_STEP * luma * min(1.0, 35 * 16 / luma) ** CHROMA_BEND)))
    return max(1, int(round(luma))), chroma, chroma`;

const side = (genes: HybridGenes): string =>
  lines(
    'class Side:',
    '    """What one side knows: models, filters, the last decoded pictures. Both sides learn the same."""',
    '',
    '    def __init__(self):',
    '        self.intra = picture.PictureModel(SIZES)',
    '        self.inter = picture.PictureModel(SIZES, predicted=True)',
    '        self.motion = inter_picture.MotionModel()',
    learns(genes) && '        self.filters = [filters.LoopFilter() for _ in SIZES]',
    '        self.references = []',
    '',
    '    def keep(self, shown):',
    '        self.references = ([inter_picture.references_of(shown)] + self.references)[:REFERENCES]',
    '',
    '',
    '_side = None',
  );

const SHARED = `def half(luma):
    """Luma at chroma's resolution, twice, one above the other: what U and V of the first frame may be predicted from."""
    quarter = (luma[::2, ::2] + luma[1::2, ::2] + luma[::2, 1::2] + luma[1::2, 1::2] + 2) >> 2
    return np.concatenate([quarter, quarter])


def add_residuals(predicted, blocks, plane_steps):
    residuals = [inter_plane.decode_residual(plane, step, s) for plane, step, s in zip(blocks, plane_steps, SIZES)]
    return [np.clip(guess + residual, 0, 255) for guess, residual in zip(predicted, residuals)]`;

const cut = (genes: HybridGenes): string =>
  smooths(genes)
    ? `def cut(decoded, shapes, plane_steps):
    """Decoded planes without their padding, block edges smoothed."""
    return [filters.deblock(plane, step)[:h, :w] for plane, (h, w), step in zip(decoded, shapes, plane_steps)]`
    : `def cut(decoded, shapes, plane_steps):
    """Decoded planes without their padding."""
    return [plane[:h, :w] for plane, (h, w) in zip(decoded, shapes)]`;

const ENCODERS = `def encode_intra(padded, plane_steps):
    luma, decoded = intra_plane.encode_plane(padded[0], plane_steps[0], LUMA[0], LUMA)
    # U and V lie one above the other: side by side they take half the time.
    chroma, pair = intra_plane.encode_plane(
        np.concatenate(padded[1:]), plane_steps[1], CHROMA[0], CHROMA, half(decoded), 2
    )
    return [luma, *chroma.unstacked(2)], [decoded, *np.split(pair, 2)]


def encode_inter(encoder, padded, plane_steps):
    references, step = _side.references, plane_steps[0]
    move = inter_picture.find_motion(padded[0], references, step, _side.motion.field, VECTOR_WEIGHT, RADIUS)
    _side.motion.code(encoder, move.choice.shape, move)
    predicted = inter_picture.predict(references, move)
    blocks = [
        inter_plane.encode_residual(source - guess, step, sizes[0], sizes, PRICE, PRIOR)
        for source, guess, step, sizes in zip(padded, predicted, plane_steps, SIZES)
    ]
    return blocks, add_residuals(predicted, blocks, plane_steps)`;

const encoder = (genes: HybridGenes): string =>
  lines(
    'def compress_video_frame(frame, frame_index, config):',
    '    global _side',
    '    if frame_index == 0:',
    '        _side = Side()',
    '    encoder, plane_steps = rans.RansEncoder(), steps(config["quality"], frame_index)',
    '    sources = planes.split_i420(frame, config["width"], config["height"])',
    '    padded = [planes.pad_to(plane, sizes[0]) for plane, sizes in zip(sources, SIZES)]',
    '    if frame_index == 0:',
    '        blocks, decoded = encode_intra(padded, plane_steps)',
    '    else:',
    '        blocks, decoded = encode_inter(encoder, padded, plane_steps)',
    '    shown = cut(decoded, [plane.shape for plane in sources], plane_steps)',
    learns(genes) && '    for k, (plane, source, step) in enumerate(zip(shown, sources, plane_steps)):',
    learns(genes) && '        _side.filters[k].choose(plane, source, step)',
    learns(genes) && '        _side.filters[k].code(encoder)',
    learns(genes) && '        shown[k] = _side.filters[k].apply(plane, step)',
    '    (_side.inter if frame_index else _side.intra).code(encoder, blocks)',
    '    _side.keep(shown)',
    '    return encoder.finish()',
  );

const decoder = (genes: HybridGenes): string =>
  lines(
    'def decompress_video_frame(data, frame_index, config):',
    '    global _side',
    '    if frame_index == 0:',
    '        _side = Side()',
    '    decoder, plane_steps = rans.RansDecoder(data), steps(config["quality"], frame_index)',
    '    shapes = planes.i420_shapes(config["width"], config["height"])',
    '    rows, columns = (-(-n // 16) for n in shapes[0])',
    '    luma, chroma = (intra_plane.PlaneBlocks.empty(16 * rows, n * columns) for n in (16, 8))',
    '    blocks = [luma, *chroma.unstacked(2)]',
    '    if frame_index:',
    '        predicted = inter_picture.predict(_side.references, _side.motion.code(decoder, (rows, columns)))',
    learns(genes) && '    for loop_filter in _side.filters:',
    learns(genes) && '        loop_filter.code(decoder)',
    '    (_side.inter if frame_index else _side.intra).code(decoder, blocks)',
    '    if frame_index:',
    '        decoded = add_residuals(predicted, blocks, plane_steps)',
    '    else:',
    '        first = intra_plane.decode_plane(luma, plane_steps[0], LUMA[0], LUMA)',
    '        pair = intra_plane.decode_plane(chroma, plane_steps[1], CHROMA[0], CHROMA, half(first), 2)',
    '        decoded = [first, *np.split(pair, 2)]',
    '    shown = cut(decoded, shapes, plane_steps)',
    learns(genes) &&
      '    shown = [each.apply(plane, step) for each, plane, step in zip(_side.filters, shown, plane_steps)]',
    '    _side.keep(shown)',
    '    return planes.join_i420(shown)',
  );

/** Readable Python for these genes: only the parts that they use. */
export function writeHybrid(genes: HybridGenes, title: string): string {
  const parts = [head(genes, title), STEPS, side(genes), SHARED, cut(genes), ENCODERS, encoder(genes), decoder(genes)];
  return `${parts.join('\n\n\n')}\n`;
}
