import { exponential, logarithm } from './exact.js';

/**
 * Trained starting states as text: a character for each context (its logit in steps of 1/3, and whether it was seen often),
 * two for each weight (in 1/1024), `~` and two more for a run of what training did not reach.
 */
const LETTERS = Array.from({ length: 91 }, (_, k) => String.fromCharCode(35 + k))
  .filter((letter) => letter !== '\\' && letter !== '`')
  .join('');
const BASE = 88;
const RUN = '~';
const LONGEST_RUN = BASE * BASE - 1;
const LEVELS = 44;
const LEVEL_ZERO = 21.5;
const LEVELS_PER_LOGIT = 3;
const CHANCE_UNIT = 2 ** 22;
/** A context that training saw less often has no state. */
const LEAST_SEEN = 2;
const OFTEN_SEEN = 24;
/** How often a context counts as seen at the start: fewer times than in training, since pictures differ. */
const SEEN_AT_START = [4, 14];
const WEIGHT_SHIFT = 10;

const VALUES = new Map([...LETTERS].map((letter, k) => [letter, k]));
const pairOf = (value) => LETTERS[Math.floor(value / BASE)] + LETTERS[value % BASE];
const bounded = (value, low, high) => Math.min(Math.max(value, low), high);

/** A list of texts or nulls, with the nulls as runs. */
function withRuns(parts) {
  let [text, run] = ['', 0];
  const endRun = () => {
    for (; run > 0; run -= Math.min(run, LONGEST_RUN)) text += RUN + pairOf(Math.min(run, LONGEST_RUN));
  };
  for (const part of parts) {
    if (part === null) {
      run += 1;
    } else {
      endRun();
      text += part;
    }
  }
  endRun();
  return text;
}

function letterOf(chance, seen) {
  if (seen < LEAST_SEEN) return null;
  const p = bounded(chance / CHANCE_UNIT, 0.0005, 0.9995);
  const level = bounded(Math.round(logarithm(p / (1 - p)) * LEVELS_PER_LOGIT + LEVEL_ZERO), 0, LEVELS - 1);
  return LETTERS[2 * level + (seen >= OFTEN_SEEN ? 1 : 0)];
}

/** Text of { chances, seen, weights }; weights equal to the untrained ones are left out. */
export function writeStates(states, untrained) {
  const contexts = Array.from(states.chances, (chance, k) => letterOf(chance, states.seen[k]));
  const weights = Array.from(states.weights, (weight, k) => {
    if (weight === untrained.weights[k]) return null;
    return pairOf(bounded(Math.round(weight / 2 ** WEIGHT_SHIFT) + (BASE * BASE) / 2, 0, BASE * BASE - 1));
  });
  return withRuns(contexts) + withRuns(weights);
}

/** States of a text of writeStates, over the untrained ones of the same size. Throws RangeError when the sizes differ. */
export function readStates(text, untrained) {
  const { chances, seen, weights } = untrained;
  const [contexts, all] = [chances.length, chances.length + weights.length];
  let [index, at] = [0, 0];
  const next = () => {
    at += 1;
    return VALUES.get(text[at - 1]);
  };
  for (; at < text.length && index < all; index += 1) {
    if (text[at] === RUN) {
      at += 1;
      index += next() * BASE + next() - 1;
    } else if (index < contexts) {
      const value = next();
      chances[index] = Math.round(CHANCE_UNIT / (1 + exponential(-((value >> 1) - LEVEL_ZERO) / LEVELS_PER_LOGIT)));
      seen[index] = SEEN_AT_START[value & 1];
    } else {
      weights[index - contexts] = (next() * BASE + next() - (BASE * BASE) / 2) * 2 ** WEIGHT_SHIFT;
    }
  }
  if (index !== all || at !== text.length) {
    throw new RangeError(`readStates: the text holds another number of states than ${all}`);
  }
  return untrained;
}
