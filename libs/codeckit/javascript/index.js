/**
 * codeckit for JavaScript, for `import { … } from 'codeckit'` in the jail: no dependencies, plain typed arrays, integers
 * wherever both sides must agree. Up to `searchBlock` it is the twin of the Python package's core: streams, tables and inverse
 * transforms equal those of Python bit for bit. From `exponential` on it is an engine of its own, which decides one block and
 * one bit at a time: copy the gallery's quadtree_intra.js to see its parts together. From `limitVector` on it has motion too;
 * BlockCodec is all of it with options, as the gallery's quadtree_lowdelay.js uses it.
 */
export const VERSION = '1.2.0';
export { leb128Decode, leb128Encode, joinChunks, splitChunks, unzigzag, zigzag } from './bits.js';
export { BitCounter, PROBABILITY_MIN, PROBABILITY_ONE, RansDecoder, RansEncoder } from './rans.js';
export { AdaptiveBits, ContextMixer, squash, stretch } from './contexts.js';
export { codeGolomb, codeSigned, GolombModel, SignedModel, TreeModel } from './symbols.js';
export { COEFFICIENT_SCALE, forward, inverse } from './transforms.js';
export { deadZone, dequantise, stepFromQuality } from './quant.js';
export { joinI420, i420Shapes, padTo, splitI420 } from './planes.js';
export { predictIntra, DC, HORIZONTAL, PLANAR, VERTICAL } from './intra.js';
export { compensate, searchBlock } from './motion.js';
export { exponential, logarithm, sineOfPi } from './exact.js';
export { RangeDecoder, RangeEncoder } from './range.js';
export { Flag, MixedModels } from './mixing.js';
export { stepsOfQuality } from './quality-steps.js';
export { Picture } from './picture.js';
export { BlockMaps, Snapshots } from './block-maps.js';
export { forwardBlock, inverseBlock } from './block-transforms.js';
export { ReferenceLine } from './reference-line.js';
export { FIRST_ANGLE, LAST_ANGLE, MODE_DC, MODE_PAETH, MODE_PLANAR, predictBlock } from './block-prediction.js';
export { MODES, MODE_DIAGONAL, MODE_HORIZONTAL, MODE_VERTICAL } from './block-prediction.js';
export { predictFromLuma } from './chroma-from-luma.js';
export { ChoiceSyntax, KindSyntax, ModeSyntax } from './intra-syntax.js';
export { LevelModels } from './levels.js';
export { LevelChooser } from './optimal-levels.js';
export { reconstructBlock, subtractPrediction } from './residual.js';
export { Quadtree } from './quadtree.js';
export { deblock } from './deblocking.js';
export { AdaptiveFilter } from './adaptive-filter.js';
export { limitVector, packReferences, packVector, scaleVector, vectorX, vectorY } from './motion-vectors.js';
export { MotionMaps } from './motion-maps.js';
export { ReferencePicture } from './reference-picture.js';
export { MotionCandidates } from './motion-candidates.js';
export { MotionCompensation } from './motion-compensation.js';
export { MotionSyntax, vectorBits } from './motion-syntax.js';
export { hadamardCost } from './hadamard.js';
export { MotionSearch } from './motion-search.js';
export { MotionChoices } from './motion-choices.js';
export { CODEC_OPTIONS } from './codec-options.js';
export { CodingState } from './coding-state.js';
export { BlockResiduals } from './block-residuals.js';
export { IntraBlocks } from './intra-blocks.js';
export { InterBlocks } from './inter-blocks.js';
export { lowDelayPlan, pyramidPlans } from './picture-order.js';
export { ReferenceStore } from './reference-store.js';
export { BlockCodec } from './block-codec.js';
export { profile, profileText } from './profile.js';
export { LearnedKernels } from './learned/kernels.js';
export { laplaceTables } from './learned/laplace-tables.js';
export { OVERFITTED_OPTIONS } from './learned/overfitted-network.js';
export { overfittedIterations } from './learned/overfitted-budget.js';
export { OverfittedCodec, overfittedStep } from './learned/overfitted-codec.js';
export { VIDEO_STATES } from './trained/video-states.js';
export { INTRA_STATES } from './trained/intra-states.js';
