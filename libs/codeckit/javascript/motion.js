const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** The size*size block that lies at (y, x) of a plane (rows x columns), coordinates clamped to it: Int32Array. */
export function compensate(plane, rows, columns, y, x, size) {
  const out = new Int32Array(size * size);
  for (let r = 0; r < size; r += 1) {
    const row = clamp(y + r, 0, rows - 1) * columns;
    for (let c = 0; c < size; c += 1) out[r * size + c] = plane[row + clamp(x + c, 0, columns - 1)];
  }
  return out;
}

/**
 * Whole-sample vector { dy, dx, cost } with the least sum of absolute differences plus price * (|dy| + |dx|), within radius.
 * now, then: planes of rows x columns; the block is the one at (y, x) of `now`. Stops early inside a candidate.
 */
export function searchBlock(now, then, rows, columns, y, x, size, radius, price = 4) {
  const target = compensate(now, rows, columns, y, x, size);
  let best = { dy: 0, dx: 0, cost: difference(target, then, rows, columns, y, x, size, Infinity) };
  for (let dy = -radius; dy <= radius; dy += 1) {
    for (let dx = -radius; dx <= radius; dx += 1) {
      const rate = price * (Math.abs(dy) + Math.abs(dx));
      const cost = rate + difference(target, then, rows, columns, y + dy, x + dx, size, best.cost - rate);
      if (cost < best.cost) best = { dy, dx, cost };
    }
  }
  return best;
}

function difference(target, plane, rows, columns, y, x, size, limit) {
  let sum = 0;
  for (let r = 0; r < size && sum < limit; r += 1) {
    const row = clamp(y + r, 0, rows - 1) * columns;
    for (let c = 0; c < size; c += 1) sum += Math.abs(target[r * size + c] - plane[row + clamp(x + c, 0, columns - 1)]);
  }
  return sum;
}
