/** A function made of one cubic per interval: in [knots[i], knots[i+1]], Σ c_k (x − knots[i])^k. */
export interface PiecewiseCubic {
  readonly knots: readonly number[];
  readonly cubics: readonly (readonly [c0: number, c1: number, c2: number, c3: number])[];
}

const at = (values: readonly number[], index: number): number => {
  const value = values[index];
  if (value === undefined) throw new RangeError(`index ${index} is outside 0–${values.length - 1}`);
  return value;
};

/** The cubic Hermite spline with given values and slopes at its knots. */
export function hermite(x: readonly number[], y: readonly number[], slopes: readonly number[]): PiecewiseCubic {
  const cubics = x.slice(1).map((right, i) => {
    const h = right - at(x, i);
    const secant = (at(y, i + 1) - at(y, i)) / h;
    const [left, next] = [at(slopes, i), at(slopes, i + 1)];
    return [at(y, i), left, (3 * secant - 2 * left - next) / h, (left + next - 2 * secant) / (h * h)] as const;
  });
  return { knots: x, cubics };
}

/** Value at `x`, which must lie within the knots. */
export function evaluate({ knots, cubics }: PiecewiseCubic, x: number): number {
  const last = cubics.length - 1;
  let interval = 0;
  while (interval < last && x > at(knots, interval + 1)) interval += 1;
  const [c0, c1, c2, c3] = cubics[interval] ?? [Number.NaN, 0, 0, 0];
  const t = x - at(knots, interval);
  return c0 + t * (c1 + t * (c2 + t * c3));
}

/** Exact integral from `from` to `to`, both within the knots. */
export function integrate({ knots, cubics }: PiecewiseCubic, from: number, to: number): number {
  return cubics.reduce((sum, [c0, c1, c2, c3], interval) => {
    const start = at(knots, interval);
    const low = Math.max(from, start) - start;
    const high = Math.min(to, at(knots, interval + 1)) - start;
    if (high <= low) return sum;
    const primitive = (t: number): number => t * (c0 + t * (c1 / 2 + t * (c2 / 3 + (t * c3) / 4)));
    return sum + primitive(high) - primitive(low);
  }, 0);
}
