import { hermite, type PiecewiseCubic } from './piecewise-cubic.ts';

/** Values at strictly increasing places. */
export interface Knots {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

const secants = ({ x, y }: Knots): { readonly h: number[]; readonly d: number[] } => {
  const h = x.slice(1).map((right, i) => right - num(x[i]));
  return { h, d: h.map((width, i) => (num(y[i + 1]) - num(y[i])) / width) };
};

const num = (value: number | undefined): number => value ?? Number.NaN;

/**
 * Shape-preserving cubic: Fritsch and Butland's weighted harmonic mean of the neighbouring secants, and the
 * three-point end slopes of SciPy's and Matlab's `pchip`.
 */
export function pchip(knots: Knots): PiecewiseCubic {
  const { h, d } = secants(knots);
  if (d.length === 1) return hermite(knots.x, knots.y, [num(d[0]), num(d[0])]);
  const inner = d.slice(1).map((right, i) => harmonicSlope(num(d[i]), right, num(h[i]), num(h[i + 1])));
  const last = d.length - 1;
  const first = endSlope(num(h[0]), num(h[1]), num(d[0]), num(d[1]));
  const end = endSlope(num(h[last]), num(h[last - 1]), num(d[last]), num(d[last - 1]));
  return hermite(knots.x, knots.y, [first, ...inner, end]);
}

function harmonicSlope(left: number, right: number, hLeft: number, hRight: number): number {
  if (left * right <= 0) return 0;
  const [w1, w2] = [2 * hRight + hLeft, hRight + 2 * hLeft];
  return (w1 + w2) / (w1 / left + w2 / right);
}

function endSlope(h0: number, h1: number, d0: number, d1: number): number {
  const slope = ((2 * h0 + h1) * d0 - h0 * d1) / (h0 + h1);
  if (Math.sign(slope) !== Math.sign(d0)) return 0;
  if (Math.sign(d0) !== Math.sign(d1) && Math.abs(slope) > 3 * Math.abs(d0)) return 3 * d0;
  return slope;
}

/** Akima's cubic of 1970, extended past the ends as SciPy does; a straight line through two points. */
export function akima(knots: Knots): PiecewiseCubic {
  const { d } = secants(knots);
  if (d.length === 1) return hermite(knots.x, knots.y, [num(d[0]), num(d[0])]);
  const m = extended(d);
  const curvature = m.slice(1).map((right, i) => Math.abs(right - num(m[i])));
  const sums = knots.x.map((_, i) => num(curvature[i + 2]) + num(curvature[i]));
  const threshold = 1e-9 * Math.max(...sums);
  const slopes = sums.map((sum, i) => {
    if (sum <= threshold) return 0.5 * (num(m[i + 3]) + num(m[i]));
    return (num(curvature[i + 2]) * num(m[i + 1]) + num(curvature[i]) * num(m[i + 2])) / sum;
  });
  return hermite(knots.x, knots.y, slopes);
}

/** Two linearly extrapolated secants on each side. */
function extended(d: readonly number[]): number[] {
  const before = 2 * num(d[0]) - num(d[1]);
  const after = 2 * num(d.at(-1)) - num(d.at(-2));
  return [2 * before - num(d[0]), before, ...d, after, 2 * after - num(d.at(-1))];
}

/** One least-squares cubic through all points (an exact one through four), Bjøntegaard's original. */
export function cubicFit(knots: Knots): PiecewiseCubic {
  const { x, y } = knots;
  const [start, end] = [num(x[0]), num(x.at(-1))];
  const scale = end - start;
  const rows = x.map((value) => [0, 1, 2, 3].map((power) => ((value - start) / scale) ** power));
  const normal = [0, 1, 2, 3].map((i) => [
    ...[0, 1, 2, 3].map((j) => rows.reduce((sum, row) => sum + num(row[i]) * num(row[j]), 0)),
    rows.reduce((sum, row, k) => sum + num(row[i]) * num(y[k]), 0),
  ]);
  const [c0, c1, c2, c3] = solve(normal).map((coefficient, power) => coefficient / scale ** power);
  return { knots: [start, end], cubics: [[num(c0), num(c1), num(c2), num(c3)]] };
}

/** Gaussian elimination with partial pivoting of an augmented matrix. */
function solve(augmented: readonly (readonly number[])[]): number[] {
  const rows = augmented.map((row) => [...row]);
  for (let column = 0; column < rows.length; column += 1) {
    const rest = rows.slice(column);
    const pivot = rest.reduce((best, row) => (Math.abs(num(row[column])) > Math.abs(num(best[column])) ? row : best));
    rows[rows.indexOf(pivot)] = rows[column] ?? [];
    rows[column] = pivot;
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = num(row[column]) / num(pivot[column]);
      for (let k = column; k < row.length; k += 1) row[k] = num(row[k]) - factor * num(pivot[k]);
    }
  }
  return rows.map((row, i) => num(row.at(-1)) / num(row[i]));
}
