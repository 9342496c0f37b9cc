import { paddingOf, sizesOf, type KitGenes } from './kit-genes.ts';
import { BACK_END, isRans } from './kit-entropy.ts';

const MODES: Readonly<Record<KitGenes['modes'], string>> = {
  dc: '(intra.DC,)',
  four: '(intra.DC, intra.PLANAR, 9, 26)',
  all: 'tuple(range(intra.MODES))',
};

const tuple = (list: string): string => (list.includes(',') ? `(${list})` : `(${list},)`);

function head(genes: KitGenes, title: string): string {
  const kit = [
    ...(isRans(genes) ? [] : ['bits']),
    'coefficients',
    ...(genes.filter === 'none' ? [] : ['filters']),
    'intra',
    'intra_plane',
  ];
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


def layout_of(blocks, k):
    """What it takes to bring levels into the order of frequencies."""
    return intra_plane.expand(blocks.size), MACROBLOCK[k], SIZES[k]`;

const HALF = `def half(luma):
    """Luma at chroma resolution, padded like chroma."""
    even = planes.pad_to(luma, 2)
    quarter = (even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2] + 2) >> 2
    return planes.pad_to(quarter, PADDING[1])`;

const FILTERS: Readonly<Record<KitGenes['filter'], string>> = {
  none: '',
  deblock: `def filtered(image, step, k):
    return filters.deblock(image, step, SIZES[k][-1])`,
  wiener: `# One filter a plane, fitted to the first frame and sent with it.
_filters = None


def filtered(image, step, k):
    return filters.wiener_apply(image, _filters[k], step)`,
};

const STATE = `# Models live from frame to frame: each side keeps its own, and both learn the same.
_coders = None`;

const filterCall = ({ filter }: KitGenes, image: string): string =>
  filter === 'none' ? image : `filtered(${image}, step, k)`;

const lines = (...parts: readonly (string | false)[]): string => parts.filter((part) => part !== false).join('\n');

function encoder(genes: KitGenes): string {
  const fits = genes.filter === 'wiener';
  const needed = fits || genes.crossed;
  return lines(
    'def compress_video_frame(frame, frame_index, config):',
    `    global _coders${fits ? ', _filters' : ''}`,
    '    if frame_index == 0:',
    `        _coders${fits ? ', _filters' : ''} = make_coders()${fits ? ', []' : ''}`,
    `    blocks${genes.crossed ? ', luma' : ''} = []${genes.crossed ? ', None' : ''}`,
    '    sources = planes.split_i420(frame, config["width"], config["height"])',
    '    for k, (image, step) in enumerate(zip(sources, steps(config["quality"]))):',
    '        padded = planes.pad_to(image, PADDING[k])',
    `        found, ${needed ? 'tall' : '_'} = intra_plane.encode_plane(`,
    `            padded, step, MACROBLOCK[k], SIZES[k], ${genes.crossed ? 'luma' : 'None'}, options=SEARCH`,
    '        )',
    '        blocks.append(found)',
    needed && '        decoded = tall[: image.shape[0], : image.shape[1]]',
    fits && '        if frame_index == 0:',
    fits && '            _filters.append(filters.wiener_fit(decoded, image, step))',
    genes.crossed && '        if k == 0:',
    genes.crossed && `            luma = half(${filterCall(genes, 'decoded')})`,
    fits && '    sent = np.stack(_filters).tobytes() if frame_index == 0 else b""',
    `    return ${fits ? 'sent + ' : ''}write_group(_coders, blocks, 1)`,
  );
}

function decoder(genes: KitGenes): string {
  const fits = genes.filter === 'wiener';
  return lines(
    'def decompress_video_frame(data, frame_index, config):',
    `    global _coders${fits ? ', _filters' : ''}`,
    '    if frame_index == 0:',
    '        _coders = make_coders()',
    fits && '        size = 3 * filters.CLASSES * len(filters.TAPS)',
    fits && '        _filters = np.frombuffer(data[:size], np.int8).reshape(3, filters.CLASSES, -1)',
    fits && '        data = data[size:]',
    '    shapes = planes.i420_shapes(config["width"], config["height"])',
    '    blocks = [intra_plane.PlaneBlocks.empty(h + -h % m, w + -w % m) for (h, w), m in zip(shapes, PADDING)]',
    '    read_group(_coders, data, blocks, 1)',
    `    images${genes.crossed ? ', luma' : ''} = []${genes.crossed ? ', None' : ''}`,
    '    for k, (step, (height, width)) in enumerate(zip(steps(config["quality"]), shapes)):',
    `        tall = intra_plane.decode_plane(blocks[k], step, MACROBLOCK[k], SIZES[k]${genes.crossed ? ', luma' : ''})`,
    `        images.append(${filterCall(genes, 'tall[:height, :width]')})`,
    genes.crossed && '        if k == 0:',
    genes.crossed && '            luma = half(images[0])',
    '    return planes.join_i420(images)',
  );
}

/** Readable Python for these genes: only the parts that they use. */
export function writeKit(genes: KitGenes, title: string): string {
  const parts = [
    head(genes, title),
    PLANES,
    ...(genes.crossed ? [HALF] : []),
    ...(genes.filter === 'none' ? [] : [FILTERS[genes.filter]]),
    BACK_END[genes.entropy],
    STATE,
    encoder(genes),
    decoder(genes),
  ];
  return `${parts.join('\n\n\n')}\n`;
}
