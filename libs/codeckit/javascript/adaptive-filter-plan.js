import { CLASSES, squareOf, TAPS } from './filter-plane.js';

/** How an encoder finds the taps of an AdaptiveFilter: least squares by class, and classes merged until each set pays. */
const MOST_GROUPS = 8;
/** What a set of taps costs, in bits. */
const BITS_PER_SET = 130;
const LARGEST_TAP = 127;
const TAP_ONE = 128;

/**
 * { groups, map, taps, on } or { groups: 0 }: how many sets of taps, the set of each class, the taps in 1/128, and whether each
 * square is filtered. padded: the plane to filter; source: the Picture it should resemble; classes: of each unit, or null.
 */
export function planFilter(padded, source, plane, classes, across, lambda) {
  const price = lambda * BITS_PER_SET;
  const sets = mergeSets(collectSums(padded, source, plane, classes, across), price);
  const map = new Uint8Array(CLASSES);
  const taps = new Int32Array(sets.length * TAPS);
  let gain = 0;
  sets.forEach((set, group) => {
    for (const k of set.classes) map[k] = group;
    const own = solve(set).map((tap) => Math.min(Math.max(Math.round(tap * TAP_ONE), -LARGEST_TAP), LARGEST_TAP));
    taps.set(own, group * TAPS);
    gain += gainOf(
      set,
      own.map((tap) => tap / TAP_ONE),
    );
  });
  if (gain < price * sets.length) return { groups: 0 };
  const { on, won } = chooseSquares(padded, source, plane, classes, across, map, taps);
  return won < price * sets.length ? { groups: 0 } : { groups: sets.length, map, taps, on };
}

/** Normal equations of each class: { classes, products (symmetric), targets }. */
function collectSums(padded, source, plane, classes, across) {
  const { samples, offsets } = padded;
  const { rows, columns } = source.visible(plane);
  const sums = Array.from({ length: classes === null ? 1 : CLASSES }, (_, k) => ({
    classes: [k],
    products: new Float64Array(TAPS * TAPS),
    targets: new Float64Array(TAPS),
  }));
  const bends = new Float64Array(TAPS);
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1) {
      const { products, targets } = sums[classes === null ? 0 : classes[(y >> 2) * across + (x >> 2)]];
      const o = padded.indexOf(x, y);
      const own = samples[o];
      const error = source.planes[plane][y * padded.columns + x] - own;
      for (let i = 0; i < TAPS; i += 1) bends[i] = samples[o + offsets[i]] + samples[o - offsets[i]] - 2 * own;
      for (let i = 0; i < TAPS; i += 1) {
        const bend = bends[i];
        for (let j = i; j < TAPS; j += 1) products[i * TAPS + j] += bend * bends[j];
        targets[i] += bend * error;
      }
    }
  }
  for (const { products } of sums) {
    for (let i = 0; i < TAPS; i += 1) for (let j = 0; j < i; j += 1) products[i * TAPS + j] = products[j * TAPS + i];
  }
  return sums;
}

/** Taps with the least squared error, by Gaussian elimination with a little damping. */
function solve({ products, targets }) {
  const m = products.slice();
  const r = targets.slice();
  let trace = 0;
  for (let i = 0; i < TAPS; i += 1) trace += m[i * TAPS + i];
  for (let i = 0; i < TAPS; i += 1) m[i * TAPS + i] += 1 + trace * 1e-5;
  for (let i = 0; i < TAPS; i += 1) {
    for (let j = i + 1; j < TAPS; j += 1) {
      const factor = m[j * TAPS + i] / m[i * TAPS + i];
      for (let k = i; k < TAPS; k += 1) m[j * TAPS + k] -= factor * m[i * TAPS + k];
      r[j] -= factor * r[i];
    }
  }
  for (let i = TAPS - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < TAPS; k += 1) r[i] -= m[i * TAPS + k] * r[k];
    r[i] /= m[i * TAPS + i];
  }
  return r;
}

/** Squared error that taps remove. */
function gainOf({ products, targets }, taps) {
  let gain = 0;
  for (let i = 0; i < TAPS; i += 1) {
    let sum = 0;
    for (let j = 0; j < TAPS; j += 1) sum += products[i * TAPS + j] * taps[j];
    gain += taps[i] * (2 * targets[i] - sum);
  }
  return gain;
}

const withGain = (set) => ({ ...set, gain: gainOf(set, solve(set)) });
const join = (a, b) =>
  withGain({
    classes: [...a.classes, ...b.classes],
    products: a.products.map((p, k) => p + b.products[k]),
    targets: a.targets.map((t, k) => t + b.targets[k]),
  });

/** Joins the two sets that lose least by it, until no pair loses less than a set costs and there are few enough. */
function mergeSets(sums, price) {
  let sets = sums.map(withGain);
  const joined = new Map();
  const joinOnce = (a, b) => {
    const key = `${a.classes} ${b.classes}`;
    if (!joined.has(key)) joined.set(key, join(a, b));
    return joined.get(key);
  };
  while (sets.length > 1) {
    let best = { loss: Infinity };
    sets.forEach((a, i) => {
      for (const b of sets.slice(i + 1)) {
        const both = joinOnce(a, b);
        const loss = a.gain + b.gain - both.gain;
        if (loss < best.loss) best = { loss, a, b, both };
      }
    });
    if (sets.length <= MOST_GROUPS && best.loss > price) break;
    sets = [...sets.filter((set) => set !== best.a && set !== best.b), best.both];
  }
  return sets.sort((a, b) => a.classes[0] - b.classes[0]);
}

/** Which squares gain, and how much they do. */
function chooseSquares(padded, source, plane, classes, across, map, taps) {
  const { rows, columns } = source.visible(plane);
  let won = 0;
  const on = squareOf(plane, padded).map(({ left, top, right, bottom }) => {
    let gain = 0;
    for (let y = top; y < Math.min(bottom, rows); y += 1) {
      for (let x = left; x < Math.min(right, columns); x += 1) {
        const group = classes === null ? 0 : map[classes[(y >> 2) * across + (x >> 2)]];
        const wanted = source.planes[plane][y * padded.columns + x];
        const own = padded.samples[padded.indexOf(x, y)];
        gain += (wanted - own) ** 2 - (wanted - padded.filtered(x, y, taps, group * TAPS)) ** 2;
      }
    }
    if (gain > 0) won += gain;
    return gain > 0 ? 1 : 0;
  });
  return { on, won };
}
