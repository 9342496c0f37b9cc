import { paddingOf, sizesOf, type KitGenes } from './kit-genes.ts';
import { BACK_END, isRans } from './kit-entropy.ts';

const MODES: Readonly<Record<KitGenes['modes'], string>> = {
  dc: '(intra.DC,)',
  four: '(intra.DC, intra.PLANAR, 9, 26)',
  all: 'tuple(range(intra.MODES))',
};

const tuple = (list: string): string => (list.includes(',') ? `(${list})` : `(${list},)`);

function head(genes: KitGenes, title: string): string {
  const kit = ['bits', 'coefficients', ...(genes.filter === 'none' ? [] : ['filters']), 'intra', 'intra_plane'];
  const coders = isRans(genes)
    ? ['modes', 'planes', 'quant', 'rans', ...(genes.entropy === 'adaptive' ? ['symbols'] : [])]
    : ['planes', 'quant'];
  const library = isRans(genes) ? '' : `import ${genes.entropy}\n\n`;
  const [luma] = sizesOf(genes.luma);
  const [chroma] = sizesOf(genes.chroma);
  const padding = paddingOf(genes);
  return `"""${title}."""

${library}import numpy as np
from codeckit import ${[...kit, ...coders].join(', ')}

COLOR = "i420"
# Frames are coded in groups, side by side, which numpy needs to be fast.
GROUP_SAMPLES = 1_500_000
MACROBLOCK = (${luma}, ${chroma}, ${chroma})
PADDING = (${padding}, ${padding / 2}, ${padding / 2})
SIZES = (${tuple(genes.luma)}, ${tuple(genes.chroma)}, ${tuple(genes.chroma)})
KINDS = ${genes.kinds === 'both' ? '(0, 1)' : '(0,)'}
SEARCH = intra_plane.SearchOptions(
    candidates=${genes.modes === 'dc' ? 1 : genes.candidates}, kinds=KINDS, modes=${MODES[genes.modes]}, price=${genes.price}
)
CHROMA_STEP, CHROMA_BEND = ${genes.chromaStep}, ${genes.chromaBend}
DOUBLE_EVERY = ${genes.doubling}.0`;
}

const PLANES = `def steps(quality):
    """Quantiser steps of Y, U, V in 1/16; with a bend, chroma is finer where luma is coarse."""
    luma = quant.step_from_quality(quality, double_every=DOUBLE_EVERY)
    chroma = max(1, int(round(CHROMA_STEP * luma * min(1.0, 35 * 16 / luma) ** CHROMA_BEND)))
    return luma, chroma, chroma


def group_size(config):
    """Frames coded side by side: many for speed, few enough for memory."""
    return max(1, GROUP_SAMPLES // (config["width"] * config["height"]))


def cut(tall, frames, shape):
    """Stacked padded planes (F*H', W') to (F, H, W)."""
    return tall.reshape(frames, -1, tall.shape[1])[:, : shape[0], : shape[1]]


def stack(images, k):
    """Planes (F, H, W) padded and stacked (F*H', W')."""
    return np.concatenate([planes.pad_to(image, PADDING[k]) for image in images])


def layout_of(blocks, k):
    """What it takes to bring levels into the order of frequencies."""
    return intra_plane.expand(blocks.size), MACROBLOCK[k], SIZES[k]`;

const HALF = `def half(luma):
    """Luma (F, H, W) at chroma resolution, stacked and padded like chroma."""
    even = np.stack([planes.pad_to(image, 2) for image in luma])
    return stack((even[:, ::2, ::2] + even[:, 1::2, ::2] + even[:, ::2, 1::2] + even[:, 1::2, 1::2] + 2) >> 2, 1)`;

const FILTERS: Readonly<Record<KitGenes['filter'], string>> = {
  none: '',
  deblock: `def filtered(images, step, k):
    return np.stack([filters.deblock(image, step, SIZES[k][-1]) for image in images])`,
  wiener: `def filtered(images, step, filter_set):
    return np.stack([filters.wiener_apply(image, filter_set, step) for image in images])`,
};

const filterCall = ({ filter }: KitGenes, images: string, step: string): string =>
  ({
    none: images,
    deblock: `filtered(${images}, ${step}, k)`,
    wiener: `filtered(${images}, ${step}, filter_sets[k])`,
  })[filter];

function encoder(genes: KitGenes): string {
  const fits = genes.filter === 'wiener';
  return [
    'def encode_video(frames, config):',
    `    coders, chunks${fits ? ', filter_sets' : ''} = make_coders(), []${fits ? ', []' : ''}`,
    '    for start in range(0, len(frames), group_size(config)):',
    '        group = frames[start : start + group_size(config)]',
    '        sources = [planes.split_i420(frame, config["width"], config["height"]) for frame in group]',
    `        blocks, ${genes.crossed ? 'luma, ' : ''}count = [], ${genes.crossed ? 'None, ' : ''}len(sources)`,
    '        for k, step in enumerate(steps(config["quality"])):',
    '            images = np.stack([source[k] for source in sources])',
    `            found, ${fits || genes.crossed ? 'tall' : '_'} = intra_plane.encode_plane(`,
    `                stack(images, k), step, MACROBLOCK[k], SIZES[k], ${genes.crossed ? 'luma' : 'None'}, count, SEARCH`,
    '            )',
    '            blocks.append(found)',
    ...(fits || genes.crossed ? ['            decoded = cut(tall, count, images.shape[1:])'] : []),
    ...(fits
      ? [
          '            if start == 0:',
          '                filter_sets.append(filters.wiener_fit(decoded[0], images[0], step))',
        ]
      : []),
    ...(genes.crossed
      ? ['            if k == 0:', `                luma = half(${filterCall(genes, 'decoded', 'step')})`]
      : []),
    '        chunks.append(write_group(coders, blocks, count))',
    `    return ${fits ? 'np.stack(filter_sets).tobytes() + ' : ''}bits.join_chunks(chunks)`,
  ].join('\n');
}

function decoder(genes: KitGenes): string {
  const fits = genes.filter === 'wiener';
  const head = fits
    ? [
        '    size = 3 * filters.CLASSES * len(filters.TAPS)',
        '    filter_sets = np.frombuffer(data[:size], np.int8).reshape(3, filters.CLASSES, -1)',
      ]
    : [];
  return [
    'def decode_video(data, config):',
    '    coders, out = make_coders(), []',
    '    shapes = planes.i420_shapes(config["width"], config["height"])',
    ...head,
    `    for chunk in bits.split_chunks(data${fits ? '[size:]' : ''}):`,
    '        frames = min(group_size(config), config["frame_count"] - len(out))',
    '        padded = [(frames * (h + -h % m), w + -w % m) for (h, w), m in zip(shapes, PADDING)]',
    '        blocks = [intra_plane.PlaneBlocks.empty(*shape) for shape in padded]',
    '        read_group(coders, chunk, blocks, frames)',
    `        group${genes.crossed ? ', luma' : ''} = []${genes.crossed ? ', None' : ''}`,
    '        for k, step in enumerate(steps(config["quality"])):',
    `            tall = intra_plane.decode_plane(blocks[k], step, MACROBLOCK[k], SIZES[k], ${genes.crossed ? 'luma' : 'None'}, frames)`,
    `            group.append(${filterCall(genes, 'cut(tall, frames, shapes[k])', 'step')})`,
    ...(genes.crossed ? ['            if k == 0:', '                luma = half(group[0])'] : []),
    '        out += [planes.join_i420([plane[f] for plane in group]) for f in range(frames)]',
    '    return np.stack(out)',
  ].join('\n');
}

/** Readable Python for these genes: only the parts that they use. */
export function writeKit(genes: KitGenes, title: string): string {
  const parts = [
    head(genes, title),
    PLANES,
    ...(genes.crossed ? [HALF] : []),
    ...(genes.filter === 'none' ? [] : [FILTERS[genes.filter]]),
    BACK_END[genes.entropy],
    encoder(genes),
    decoder(genes),
  ];
  return `${parts.join('\n\n\n')}\n`;
}
