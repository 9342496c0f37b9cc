/** How strongly the slope is drawn to zero, in squared steps: it counts like one more observation of each number. */
const RIDGE = 1;

/** A step that was made, and what it gained. */
export interface Trial {
  readonly step: readonly number[];
  readonly gain: number;
}

/**
 * What a small step along each number gains about, by ridge regression of gains over steps; null before there are any.
 * Steps are scaled so that one of `sigma` counts as one.
 */
export function slopeOf(trials: readonly Trial[], sigma: number): number[] | null {
  const size = trials[0]?.step.length;
  if (size === undefined) return null;
  const matrix = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_unused, j): number => (i === j ? RIDGE : 0)),
  );
  const target = new Array<number>(size).fill(0);
  for (const { step, gain } of trials) {
    const x = step.map((value) => value / sigma);
    for (const [i, row] of matrix.entries()) {
      for (const [j, value] of row.entries()) row[j] = value + (x[i] ?? 0) * (x[j] ?? 0);
      target[i] = (target[i] ?? 0) + (x[i] ?? 0) * gain;
    }
  }
  return solve(matrix, target);
}

/** Gaussian elimination; the matrix is symmetric and positive definite, so it needs no pivots. */
function solve(matrix: readonly number[][], target: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, target[i] ?? 0]);
  for (const [i, pivot] of rows.entries()) {
    for (const [k, row] of rows.entries()) {
      if (k === i) continue;
      const share = (row[i] ?? 0) / (pivot[i] ?? 1);
      for (const [j, value] of pivot.entries()) row[j] = (row[j] ?? 0) - share * value;
    }
  }
  return rows.map((row, i) => (row.at(-1) ?? 0) / (row[i] ?? 1));
}
