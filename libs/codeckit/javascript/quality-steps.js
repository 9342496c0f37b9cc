import { exponential } from './exact.js';

/**
 * From quality to quantiser steps, in integers: a step doubles every 12 qualities and is 1 sample at quality 100.
 * Chroma follows the mapping of H.264 (table 8-15), so that chroma is as good beside luma as a viewer knows it.
 */
const PER_DOUBLING = 12;
const LN_2 = 0.6931471805599453;
const LEAST_STEP = 8;
const CHROMA_QUANTISERS = [29, 30, 31, 32, 32, 33, 34, 34, 35, 35, 36, 36, 37, 37, 37, 38, 38, 38, 39, 39, 39, 39];
const FIRST_MAPPED = 30;
const LAST_MAPPED = 51;
const LAMBDA = 0.13;

/** Step in 1/16 for a number of twelfths of doublings. */
const stepOfTwelfths = (twelfths) =>
  Math.max(LEAST_STEP, Math.round(16 * exponential((LN_2 * twelfths) / PER_DOUBLING)));

/**
 * Quality 1..100 to { qp, luma, chroma, lambda, chromaWeight }: quantiser on the scale of H.264, steps in 1/16 sample,
 * bits per squared error, and how much a squared error of chroma weighs. Other qualities are rounded. offset: quantisers
 * (sixths of a doubling) by which a picture is coarser; chromaOffset: by which chroma is, beside the mapping; lambdaFactor:
 * squared error in squared steps that a bit is worth.
 */
export function stepsOfQuality(quality, { offset = 0, chromaOffset = -0.5, lambdaFactor = LAMBDA } = {}) {
  const twelfths = 100 - Math.round(quality) + 2 * offset;
  const qp = Math.min(Math.max(Math.floor(4.5 + twelfths / 2), 0), 63);
  const mapped = CHROMA_QUANTISERS[Math.min(Math.max(qp - FIRST_MAPPED, 0), LAST_MAPPED - FIRST_MAPPED)];
  const finer = 2 * (mapped - Math.min(Math.max(qp, FIRST_MAPPED), LAST_MAPPED) + chromaOffset);
  const [luma, chroma] = [stepOfTwelfths(twelfths), stepOfTwelfths(twelfths + finer)];
  return { qp, luma, chroma, lambda: lambdaFactor * (luma / 16) ** 2, chromaWeight: 2 ** (-finer / 6) };
}
