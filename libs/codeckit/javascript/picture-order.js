/**
 * In which order pictures are coded, how finely, and which of them others are predicted from. A plan is
 * { time, intra, offset, layer }: number in the order of display, whether it draws on no other, quantisers by which it is coarser
 * than the quality says, and 0 for pictures that many others depend on.
 */
const INTRA_OFFSET = -1.5;
/** Low delay: every fourth picture is a little better, every second the next best. */
const CASCADE = [0, 0.6, 0.3, 0.6];
const CASCADE_LAYERS = [0, 2, 1, 2];
/** Pictures of a pyramid by their depth in it. */
const PYRAMID = [0, 1.5, 2.5, 3.5, 4];
/** A group this short holds pictures that cost more than they give later ones. */
const SHORT_GROUPS = [
  { below: 3, offset: 1.5 },
  { below: 5, offset: 0.7 },
];

/** The plan of a picture that is coded in the order of display. intraEvery: pictures from one intra picture to the next. */
export function lowDelayPlan(time, { cascade = CASCADE, intraOffset = INTRA_OFFSET, intraEvery = Infinity } = {}) {
  const index = time % intraEvery;
  if (index === 0) return { time, intra: true, offset: intraOffset, layer: 0 };
  const place = index % cascade.length;
  return { time, intra: false, offset: cascade[place], layer: CASCADE_LAYERS[place % CASCADE_LAYERS.length] };
}

/**
 * The plans of `count` pictures in the order of coding: an intra picture, then groups of `group` pictures, the last of a group
 * first and then always the middle of what is left, so that most pictures have references before and after them.
 */
export function pyramidPlans(count, { group = 8, pyramid = PYRAMID, intraOffset = INTRA_OFFSET } = {}) {
  const plans = count > 0 ? [{ time: 0, intra: true, offset: intraOffset, layer: 0 }] : [];
  const offsetOf = (layer) => pyramid[Math.min(layer, pyramid.length - 1)];
  const between = (low, high, layer) => {
    if (high - low < 2) return;
    const time = (low + high) >> 1;
    plans.push({ time, intra: false, offset: offsetOf(layer), layer });
    between(low, time, layer + 1);
    between(time, high, layer + 1);
  };
  for (let low = 0; low < count - 1; low = Math.min(count - 1, low + group)) {
    const time = Math.min(count - 1, low + group);
    const short = SHORT_GROUPS.find(({ below }) => time - low < below)?.offset ?? 0;
    plans.push({ time, intra: false, offset: offsetOf(0) + short, layer: 0 });
    between(low, time, 1);
  }
  return plans;
}
