import { bestScale } from './laplace-tables.js';

/** Steps of the weights that are tried: 1/2^bits. */
const STEPS = [4, 5, 6, 7];
/** Values that a stream can hold. */
const LARGEST = 128;

/**
 * Rounds the weights in place, each part in the step that gives the least loss with its own bits. judge(): the loss of the
 * group; refresh(): the weights where they are now. Returns, by part, { bits, scale, values }.
 */
export function roundWeights(shape, weights, { judge, lambda, refresh }) {
  const exact = weights.slice();
  return shape.parts.map((places) => {
    const choices = STEPS.map((bits) => choiceOf(exact, places, bits)).filter(({ values }) =>
      values.every((value) => Math.abs(value) <= LARGEST),
    );
    if (choices.length === 0) throw new RangeError(`a weight is larger than ${LARGEST / 2 ** STEPS[0]}`);
    const losses = choices.map((choice) => {
      place(refresh(), places, choice);
      return judge() + lambda * choice.cost;
    });
    const best = choices[losses.indexOf(Math.min(...losses))];
    place(refresh(), places, best);
    return best;
  });
}

function choiceOf(exact, places, bits) {
  const values = places.map((at) => Math.round(exact[at] * 2 ** bits));
  const { scale, bits: cost } = bestScale(values);
  return { bits, scale, cost, values };
}

function place(weights, places, { bits, values }) {
  places.forEach((at, k) => (weights[at] = values[k] / 2 ** bits));
}
