/**
 * Clips with motion, made of photographs: a background that pans, turns and grows, and a part of another photograph that moves
 * over it and bends, both at fractions of samples; with noise of its own in each frame and light that changes. Real motion has
 * more kinds, but these have no codec in their past, and nothing is measured on them.
 */
const TURN = 2 * Math.PI;

/** A generator of numbers in 0..1: the same in every run. */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Value of a plane between samples, by four taps of a cubic in each direction; the edge is repeated. */
function at(plane, columns, rows, x, y) {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const weights = (t) => [
    (-t + 2 * t * t - t ** 3) / 2,
    1 - (5 * t * t - 3 * t ** 3) / 2,
    (t + 4 * t * t - 3 * t ** 3) / 2,
    (-t * t + t ** 3) / 2,
  ];
  const [across, down] = [weights(x - left), weights(y - top)];
  let sum = 0;
  for (let j = 0; j < 4; j += 1) {
    const row = Math.min(Math.max(top - 1 + j, 0), rows - 1) * columns;
    for (let i = 0; i < 4; i += 1) {
      sum += down[j] * across[i] * plane[row + Math.min(Math.max(left - 1 + i, 0), columns - 1)];
    }
  }
  return sum;
}

/** Where a sample of a frame comes from: a motion that pans, turns about the middle, grows, and bends like cloth. */
function mover(random, width, height, liveliness) {
  const symmetric = () => 2 * random() - 1;
  const [panX, panY] = [6 * liveliness * symmetric(), 3 * liveliness * symmetric()];
  const [turn, growth] = [0.006 * liveliness * symmetric(), 0.006 * liveliness * symmetric()];
  const [bend, wave] = [1.5 * liveliness * random(), 20 + 60 * random()];
  return (x, y, time) => {
    const [dx, dy] = [x - width / 2, y - height / 2];
    const [cos, sin] = [Math.cos(turn * time), Math.sin(turn * time)];
    const scale = 1 + growth * time;
    const lift = bend * Math.sin((TURN * x) / wave + time / 3);
    return [
      scale * (cos * dx - sin * dy) + width / 2 + panX * time,
      scale * (sin * dx + cos * dy) + height / 2 + panY * time + lift - bend * Math.sin((TURN * x) / wave),
    ];
  };
}

/**
 * `count` frames, as i420 bytes, of the size of the photographs: { width, height, data }, both i420 of the same even size.
 */
export function makeScene(back, front, count, seed) {
  const { width, height } = back;
  const random = numbers(seed);
  const background = mover(random, width, height, 0.6);
  const foreground = mover(random, width, height, 1.6);
  const [middleX, middleY] = [width * (0.3 + 0.4 * random()), height * (0.3 + 0.4 * random())];
  const [radiusX, radiusY] = [width * (0.12 + 0.12 * random()), height * (0.15 + 0.15 * random())];
  const noise = 0.5 + 1.5 * random();
  const light = 0.4 * (2 * random() - 1);
  const isFront = (x, y) => ((x - middleX) / radiusX) ** 2 + ((y - middleY) / radiusY) ** 2 < 1;
  return Array.from({ length: count }, (_, time) => {
    const frame = new Uint8Array((width * height * 3) / 2);
    let offset = 0;
    for (const shift of [0, 1, 1]) {
      const [columns, rows] = [width >> shift, height >> shift];
      const planes = [back, front].map(({ data }) => data.subarray(offset, offset + columns * rows));
      for (let k = 0; k < columns * rows; k += 1) {
        const [x, y] = [(k % columns) << shift, Math.floor(k / columns) << shift];
        const there = foreground(x, y, time);
        const inFront = isFront(...there);
        const [fromX, fromY] = inFront ? there : background(x, y, time);
        const grain = shift === 0 ? noise * (random() + random() + random() - 1.5) : 0;
        const value = at(planes[inFront ? 1 : 0], columns, rows, fromX / (1 << shift), fromY / (1 << shift));
        frame[offset + k] = Math.min(Math.max(Math.round(value + grain + (shift === 0 ? light * time : 0)), 0), 255);
      }
      offset += columns * rows;
    }
    return frame;
  });
}
