import { isWiener, paddingOf, type KitGenes } from './kit-genes.ts';
import { BACK_END, BACK_END_MODULES, isRans } from './kit-entropy.ts';

const MODES: Readonly<Record<KitGenes['modes'], string>> = {
  dc: '(intra.DC,)',
  four: '(intra.DC, intra.PLANAR, 9, 26)',
  all: 'tuple(range(intra.MODES))',
};

const tuple = (list: string): string => (list.includes(',') ? `(${list})` : `(${list},)`);

function head(genes: KitGenes, title: string): string {
  const filters = genes.filter === 'none' ? [] : ['filters'];
  const modules = [...BACK_END_MODULES[genes.entropy], ...filters, 'intra', 'intra_plane', 'planes', 'quant'].sort();
  const library = isRans(genes) ? '' : `import ${genes.entropy}\n\n`;
  return `"""${title}.

Every packet decodes alone: models and filters start anew in each frame. Blocks are predicted from decoded neighbours,
the difference is transformed and quantised, all in codeckit's closed loop; this file says with which tools.
"""

${library}import numpy as np
from codeckit import ${modules.join(', ')}

COLOR = "i420"

# Block sizes in samples, the largest being the macroblock; U and V are cut alike.
LUMA, CHROMA = ${tuple(genes.luma)}, ${tuple(genes.chroma)}
SIZES = (LUMA, CHROMA, CHROMA)
# Luma is padded to this many samples, chroma to half: whole macroblocks in all planes.
PADDING = ${paddingOf(genes)}

# What the encoder tries: these transforms, so many candidates of these prediction modes in full; price is what a bit may
# cost in squared steps, prior how large levels are expected to be.
DCT, DST = 0, 1
KINDS = ${genes.kinds === 'both' ? '(DCT, DST)' : '(DCT,)'}
SEARCH = intra_plane.SearchOptions(
    candidates=${genes.modes === 'dc' ? 1 : genes.candidates},
    kinds=KINDS,
    modes=${MODES[genes.modes]},
    price=${genes.price},
    prior=${genes.prior},
)

# From quality to quantiser steps.
DOUBLE_EVERY = ${genes.doubling}
CHROMA_STEP, CHROMA_BEND = ${genes.chromaStep}, ${genes.chromaBend}`;
}

const STEPS = `def steps(quality):
    """Quantiser steps of luma and chroma in 1/16; with a bend, chroma is finer where luma is coarse."""
    luma = quant.step_from_quality(quality, double_every=DOUBLE_EVERY)
    chroma = CHROMA_STEP * luma * min(1.0, 35 * 16 / luma) ** CHROMA_BEND
    return luma, max(1, int(round(chroma)))`;

const HALF = `def half(luma):
    """Luma at chroma's resolution, padded like chroma: what U and V may be predicted from."""
    even = planes.pad_to(luma, 2)
    quarter = (even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2] + 2) >> 2
    return planes.pad_to(quarter, PADDING // 2)`;

const DEBLOCK = 'filters.deblock(image, step, SIZES[k][-1])';

const LEARN = (input: string): string => `


def learn_filter(decoded, source, step, k):
    """The filter of a plane, fitted in the encoder to this frame."""
    ${input}return filters.wiener_fit(decoded, source, step)`;

const APPLY = 'filters.wiener_apply(image, fitted[k], step)';

const FILTERS: Readonly<Record<KitGenes['filter'], string>> = {
  none: '',
  deblock: `def filtered(image, step, k):
    """What is shown of a decoded plane: its block edges smoothed."""
    return ${DEBLOCK}`,
  wiener: `def filtered(image, step, k, fitted):
    """What is shown of a decoded plane: brought nearer to the source by the filter that came with the frame."""
    return ${APPLY}${LEARN('')}`,
  both: `def filtered(image, step, k, fitted):
    """What is shown of a decoded plane: its edges smoothed, then filtered as the frame says."""
    image = ${DEBLOCK}
    return ${APPLY}${LEARN(`decoded = ${DEBLOCK.replace('image', 'decoded')}\n    `)}`,
};

const lines = (...parts: readonly (string | false)[]): string => parts.filter((part) => part !== false).join('\n');

const shown = (genes: KitGenes, image: string, step: string, k: string): string =>
  genes.filter === 'none' ? image : `filtered(${image}, ${step}, ${k}${isWiener(genes) ? ', fitted' : ''})`;

function encoder(genes: KitGenes): string {
  const [fits, crossed] = [isWiener(genes), genes.crossed];
  return lines(
    'def compress_video_frame(frame, frame_index, config):',
    '    y, u, v = planes.split_i420(frame, config["width"], config["height"])',
    '    step, chroma_step = steps(config["quality"])',
    `    luma, ${fits || crossed ? 'tall' : '_'} = intra_plane.encode_plane(planes.pad_to(y, PADDING), step, LUMA[0], LUMA, options=SEARCH)`,
    (fits || crossed) && '    decoded = tall[: y.shape[0], : y.shape[1]]',
    fits && '    fitted = [learn_filter(decoded, y, step, 0)]',
    crossed && `    guide = half(${shown(genes, 'decoded', 'step', '0')})`,
    '    # U and V lie one above the other: side by side they take half the time.',
    '    pair = np.concatenate([planes.pad_to(plane, PADDING // 2) for plane in (u, v)])',
    `    chroma, ${fits ? 'tall' : '_'} = intra_plane.encode_plane(`,
    `        pair, chroma_step, CHROMA[0], CHROMA, ${crossed ? 'np.concatenate([guide, guide])' : 'None'}, 2, SEARCH`,
    '    )',
    fits && '    for k, (plane, decoded) in enumerate(zip((u, v), np.split(tall, 2)), 1):',
    fits && '        fitted.append(learn_filter(decoded[: plane.shape[0], : plane.shape[1]], plane, chroma_step, k))',
    `    return ${fits ? 'np.stack(fitted).tobytes() + ' : ''}pack(make_models(), [luma, *chroma.unstacked(2)])`,
  );
}

function decoder(genes: KitGenes): string {
  const [fits, crossed] = [isWiener(genes), genes.crossed];
  return lines(
    'def decompress_video_frame(data, frame_index, config):',
    fits && '    size = 3 * filters.CLASSES * len(filters.TAPS)',
    fits && '    fitted, data = np.frombuffer(data[:size], np.int8).reshape(3, filters.CLASSES, -1), data[size:]',
    '    (height, width), (h, w), _ = planes.i420_shapes(config["width"], config["height"])',
    '    tall, wide = height + -height % PADDING, width + -width % PADDING',
    '    luma, chroma = intra_plane.PlaneBlocks.empty(tall, wide), intra_plane.PlaneBlocks.empty(tall, wide // 2)',
    '    unpack(make_models(), data, [luma, *chroma.unstacked(2)])',
    '    step, chroma_step = steps(config["quality"])',
    '    decoded = intra_plane.decode_plane(luma, step, LUMA[0], LUMA)[:height, :width]',
    `    images = [${shown(genes, 'decoded', 'step', '0')}]`,
    crossed && '    guide = half(images[0])',
    `    pair = intra_plane.decode_plane(chroma, chroma_step, CHROMA[0], CHROMA, ${crossed ? 'np.concatenate([guide, guide])' : 'None'}, 2)`,
    '    for k, plane in enumerate(np.split(pair, 2)):',
    `        images.append(${shown(genes, 'plane[:h, :w]', 'chroma_step', 'k + 1')})`,
    '    return planes.join_i420(images)',
  );
}

/** Readable Python for these genes: only the parts that they use. */
export function writeKit(genes: KitGenes, title: string): string {
  const parts = [
    head(genes, title),
    STEPS,
    ...(genes.crossed ? [HALF] : []),
    ...(genes.filter === 'none' ? [] : [FILTERS[genes.filter]]),
    BACK_END[genes.entropy],
    encoder(genes),
    decoder(genes),
  ];
  return `${parts.join('\n\n\n')}\n`;
}
