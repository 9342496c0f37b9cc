/**
 * codeckit for JavaScript: the twin of the Python package's core, for `import { … } from 'codeckit'` in the jail.
 * No dependencies, plain typed arrays, integers wherever both sides must agree. Entropy-coded streams, tables and inverse
 * transforms equal those of the Python package bit for bit; one decision at a time instead of vectors.
 */
export const VERSION = '1.0.0';
export { leb128Decode, leb128Encode, joinChunks, splitChunks, unzigzag, zigzag } from './bits.js';
export { BitCounter, PROBABILITY_MIN, PROBABILITY_ONE, RansDecoder, RansEncoder } from './rans.js';
export { AdaptiveBits, ContextMixer, squash, stretch } from './contexts.js';
export { codeGolomb, codeSigned, GolombModel, SignedModel, TreeModel } from './symbols.js';
export { COEFFICIENT_SCALE, forward, inverse } from './transforms.js';
export { deadZone, dequantise, stepFromQuality } from './quant.js';
export { joinI420, i420Shapes, padTo, splitI420 } from './planes.js';
export { predictIntra, DC, HORIZONTAL, PLANAR, VERTICAL } from './intra.js';
export { compensate, searchBlock } from './motion.js';
