/** Quality 1..100 to the quantiser step in 1/16; doubles every `doubleEvery` qualities; `finest` pixels at 100. */
export const stepFromQuality = (quality, finest = 2.2, doubleEvery = 14) =>
  Math.round(16 * finest * 2 ** ((100 - quality) / doubleEvery));

/** Level sign(c) * floor(|c| / step + rounding); step16 in 1/16. */
export const deadZone = (coefficient, step16, rounding = 1 / 3) =>
  Math.sign(coefficient) * Math.floor((Math.abs(coefficient) * 16) / step16 + rounding) || 0;

/** Level to coefficient in 1/16, for `inverse`. */
export const dequantise = (level, step16) => level * step16;
