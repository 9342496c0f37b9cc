/**
 * From quality to quantiser steps, in integers: a step doubles every 12 qualities and is 1 sample at quality 100.
 * Chroma follows the mapping of H.264 (table 8-15), so that chroma is as good beside luma as a viewer knows it.
 */
const PER_DOUBLING = 12;
/** 2^(k/12) in 1/65536. */
const FRACTIONS = [65536, 69433, 73562, 77936, 82570, 87480, 92682, 98193, 104032, 110218, 116772, 123715];
const LEAST_STEP = 8;
const CHROMA_QUANTISERS = [29, 30, 31, 32, 32, 33, 34, 34, 35, 35, 36, 36, 37, 37, 37, 38, 38, 38, 39, 39, 39, 39];
const FIRST_MAPPED = 30;
const LAST_MAPPED = 51;
const LAMBDA = 0.13;

/** Step in 1/16 for a number of twelfths of doublings. */
function stepOfTwelfths(twelfths) {
  const doublings = Math.floor(twelfths / PER_DOUBLING);
  const fraction = FRACTIONS[twelfths - doublings * PER_DOUBLING];
  return Math.max(LEAST_STEP, Math.round((fraction * 2 ** (doublings + 4)) / 65536));
}

/**
 * Quality 1..100 to { qp, luma, chroma, lambda, chromaWeight }: quantiser on the scale of H.264, steps in 1/16 sample,
 * bits per squared error, and how much a squared error of chroma weighs. Other qualities are rounded.
 */
export function stepsOfQuality(quality) {
  const twelfths = 100 - Math.round(quality);
  const qp = Math.min(Math.max(Math.floor(4.5 + twelfths / 2), 0), 63);
  const mapped = CHROMA_QUANTISERS[Math.min(Math.max(qp - FIRST_MAPPED, 0), LAST_MAPPED - FIRST_MAPPED)];
  // Half a quantiser finer than the mapping, that is one twelfth.
  const offset = 2 * (mapped - Math.min(Math.max(qp, FIRST_MAPPED), LAST_MAPPED)) - 1;
  const [luma, chroma] = [stepOfTwelfths(twelfths), stepOfTwelfths(twelfths + offset)];
  return { qp, luma, chroma, lambda: LAMBDA * (luma / 16) ** 2, chromaWeight: 2 ** (-offset / 6) };
}
