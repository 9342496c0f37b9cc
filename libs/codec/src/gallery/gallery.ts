import type { Language } from '../contract/candidate.ts';

/** An example codec that a newcomer can copy. */
export interface GalleryCodec {
  readonly name: string;
  readonly language: Language;
  /** Path of its source from the root of the repository. */
  readonly path: string;
  /** What it shows, in one line. */
  readonly shows: string;
}

const FOLDER = 'examples/codecs';

/** The example codecs, simplest first. */
export const GALLERY: readonly GalleryCodec[] = [
  {
    name: 'intra-dct',
    language: 'python',
    path: `${FOLDER}/intra_dct.py`,
    shows: 'each frame by itself: 8×8 DCT, one quantiser step, zlib',
  },
  {
    name: 'wavelet',
    language: 'python',
    path: `${FOLDER}/wavelet.py`,
    shows: 'each frame by itself: CDF 9/7 lifting, dead-zone quantiser, zlib',
  },
  {
    name: 'hybrid-motion',
    language: 'python',
    path: `${FOLDER}/hybrid_motion.py`,
    shows: 'key frames, motion compensation and a coded residual, with state from frame to frame',
  },
  {
    name: 'lossless',
    language: 'python',
    path: `${FOLDER}/lossless.py`,
    shows: 'lossless at quality 100, a bounded error below it',
  },
  {
    name: 'intra-dct-js',
    language: 'javascript',
    path: `${FOLDER}/intra_dct.js`,
    shows: 'the first one in JavaScript, with an adaptive range coder of its own',
  },
  {
    name: 'quadtree-intra',
    language: 'javascript',
    path: `${FOLDER}/quadtree_intra.js`,
    shows: 'each frame by itself, in fewer bits than all-intra x265: codeckit’s quadtree, mixed contexts and filters',
  },
  {
    name: 'quadtree-lowdelay',
    language: 'javascript',
    path: `${FOLDER}/quadtree_lowdelay.js`,
    shows: 'motion from three pictures, in fewer bits than low-delay x265: the options of codeckit’s BlockCodec',
  },
  {
    name: 'quadtree-random-access',
    language: 'javascript',
    path: `${FOLDER}/quadtree_random_access.js`,
    shows: 'the same in pyramids of eight pictures, in fewer bits than random-access x265',
  },
  {
    name: 'overfitted-intra',
    language: 'javascript',
    path: `${FOLDER}/overfitted_intra.js`,
    shows: 'each frame by itself: latents and small networks that are trained on the frame, all in the stream',
  },
  {
    name: 'overfitted-group',
    language: 'javascript',
    path: `${FOLDER}/overfitted_group.js`,
    shows: 'the same with networks that sixteen frames share',
  },
  {
    name: 'overfitted-plain',
    language: 'javascript',
    path: `${FOLDER}/overfitted_plain.js`,
    shows: 'to read, not competitive: a pyramid, and a network of 45 weights that is trained in plain JavaScript',
  },
];
