/**
 * Deblocking after H.265 (8.7.2) on the edges of blocks: luma on a grid of 8, chroma on a grid of 16 luma samples. Thresholds
 * follow the step, so that any quantiser will do. All integer; encoder and decoder call it once the picture is whole.
 */
const LINES = 4;
/** Threshold of a correction by the strength of an edge, in 1/2^16 of a sixteenth of the step: 0.085 and 0.107 of the step. */
const CORRECTIONS = [0, 5571, 7012];
const STRONGEST = 2;
const CORRECTION_BITS = 20;

const bounded = (value, low, high) => (value < low ? low : value > high ? high : value);
const sample = (value) => bounded(value, 0, 255);
const correctionOf = (step16, strength) =>
  (step16 * CORRECTIONS[strength] + (1 << (CORRECTION_BITS - 1))) >> CORRECTION_BITS;
const flatnessOf = (qp) => (qp < 16 ? 0 : qp <= 28 ? qp - 10 : 2 * qp - 38);

/**
 * picture: reconstructed, changed in place; maps: its BlockMaps; steps: what stepsOfQuality returns; motion: its MotionMaps,
 * or null where all is predicted from the picture itself.
 */
export function deblock(picture, maps, steps, motion = null) {
  const flatness = flatnessOf(steps.qp);
  const corrections = CORRECTIONS.map((_, strength) => correctionOf(steps.luma, strength));
  const chroma = correctionOf(steps.chroma, STRONGEST);
  for (const vertical of [true, false]) {
    const columns = picture.columns[0];
    const [across, along] = vertical ? [1, columns] : [columns, 1];
    forEachEdge(maps, motion, vertical, 1, (x, y, strength) => {
      const correction = corrections[strength];
      if (correction === 0) return;
      smootheLuma(picture.planes[0], 4 * (y * columns + x), across, along, flatness, correction);
    });
    if (chroma === 0) continue;
    for (const plane of [1, 2]) {
      const columns = picture.columns[plane];
      const [across, along] = vertical ? [1, columns] : [columns, 1];
      forEachEdge(maps, motion, vertical, 3, (x, y, strength) => {
        if (strength === STRONGEST) smootheChroma(picture.planes[plane], 2 * (y * columns + x), across, along, chroma);
      });
    }
  }
}

/**
 * Calls back for each unit (x, y) that has the edge of a block or transform on its left (vertical) or upper side, on a grid of
 * mask + 1, with the strength of the edge where it is not 0.
 */
function forEachEdge(maps, motion, vertical, mask, visit) {
  const next = vertical ? 1 : maps.across;
  for (let y = 0; y < maps.down; y += 1) {
    for (let x = 0; x < maps.across; x += 1) {
      const place = vertical ? x : y;
      if (place === 0 || (place & mask) !== 0) continue;
      const unit = y * maps.across + x;
      const side = 1 << ((motion?.transformLog2(unit) ?? maps.size[unit]) - 2);
      if ((place & (side - 1)) !== 0) continue;
      const strength = motion?.strength(unit, unit - next) ?? STRONGEST;
      if (strength > 0) visit(x, y, strength);
    }
  }
}

/** Four lines of an edge that starts at `at`; `across` goes over the edge, `along` to the next line. */
function smootheLuma(s, at, across, along, flatness, correction) {
  const last = at + (LINES - 1) * along;
  const bend = (i, side) => Math.abs(s[i + 2 * side] - 2 * s[i + side] + s[i]);
  const [before, after] = [at - across, at];
  const before0 = bend(before, -across);
  const before3 = bend(before + 3 * along, -across);
  const after0 = bend(after, across);
  const after3 = bend(after + 3 * along, across);
  if (before0 + before3 + after0 + after3 >= flatness) return;
  const isFlat = (i, bends) =>
    2 * bends < flatness >> 2 &&
    Math.abs(s[i - 4 * across] - s[i - across]) + Math.abs(s[i] - s[i + 3 * across]) < flatness >> 3 &&
    Math.abs(s[i - across] - s[i]) < (5 * correction + 1) >> 1;
  const strong = isFlat(at, before0 + after0) && isFlat(last, before3 + after3);
  const side = (flatness + (flatness >> 1)) >> 3;
  for (let line = 0, i = at; line < LINES; line += 1, i += along) {
    if (strong) smootheStrongly(s, i, across, 2 * correction);
    else smootheWeakly(s, i, across, correction, before0 + before3 < side, after0 + after3 < side);
  }
}

function smootheStrongly(s, i, a, most) {
  const [p3, p2, p1, p0] = [s[i - 4 * a], s[i - 3 * a], s[i - 2 * a], s[i - a]];
  const [q0, q1, q2, q3] = [s[i], s[i + a], s[i + 2 * a], s[i + 3 * a]];
  const near = (value, old) => sample(bounded(value, old - most, old + most));
  s[i - a] = near((p2 + 2 * p1 + 2 * p0 + 2 * q0 + q1 + 4) >> 3, p0);
  s[i - 2 * a] = near((p2 + p1 + p0 + q0 + 2) >> 2, p1);
  s[i - 3 * a] = near((2 * p3 + 3 * p2 + p1 + p0 + q0 + 4) >> 3, p2);
  s[i] = near((p1 + 2 * p0 + 2 * q0 + 2 * q1 + q2 + 4) >> 3, q0);
  s[i + a] = near((p0 + q0 + q1 + q2 + 2) >> 2, q1);
  s[i + 2 * a] = near((p0 + q0 + q1 + 3 * q2 + 2 * q3 + 4) >> 3, q2);
}

function smootheWeakly(s, i, a, most, alsoBefore, alsoAfter) {
  const [p2, p1, p0] = [s[i - 3 * a], s[i - 2 * a], s[i - a]];
  const [q0, q1, q2] = [s[i], s[i + a], s[i + 2 * a]];
  const exact = (9 * (q0 - p0) - 3 * (q1 - p1) + 8) >> 4;
  if (Math.abs(exact) >= 10 * most) return;
  const delta = bounded(exact, -most, most);
  const half = most >> 1;
  s[i - a] = sample(p0 + delta);
  s[i] = sample(q0 - delta);
  if (alsoBefore) s[i - 2 * a] = sample(p1 + bounded((((p2 + p0 + 1) >> 1) - p1 + delta) >> 1, -half, half));
  if (alsoAfter) s[i + a] = sample(q1 + bounded((((q2 + q0 + 1) >> 1) - q1 - delta) >> 1, -half, half));
}

function smootheChroma(s, at, a, along, most) {
  for (let line = 0, i = at; line < LINES / 2; line += 1, i += along) {
    const delta = bounded((((s[i] - s[i - a]) << 2) + s[i - 2 * a] - s[i + a] + 4) >> 3, -most, most);
    s[i - a] = sample(s[i - a] + delta);
    s[i] = sample(s[i] - delta);
  }
}
