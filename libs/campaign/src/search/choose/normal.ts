/** Density of the standard normal distribution. */
const density = (z: number): number => Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI);

/** Its distribution function, to 10⁻⁷ (Abramowitz and Stegun, 26.2.17). */
export function distribution(z: number): number {
  if (z < 0) return 1 - distribution(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const series = ((((1.330274429 * t - 1.821255978) * t + 1.781477937) * t - 0.356563782) * t + 0.31938153) * t;
  return 1 - density(z) * series;
}

/** How much a normal number is above a bound on average, counting nothing where it is below. */
export function expectedExcess({ mean, deviation }: { mean: number; deviation: number }, bound: number): number {
  const z = (mean - bound) / deviation;
  return deviation * (z * distribution(z) + density(z));
}
