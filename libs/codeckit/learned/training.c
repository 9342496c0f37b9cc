// What training needs beside layers: soft rounding, the distance to a target, Adam, sums of lanes.
#include "lanes.h"

static inline unsigned mixed(unsigned x) {
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  return x ^ x >> 16;
}

// s(x) of soft rounding and its slope: tanh between whole numbers, scaled so that halves meet.
static inline v4 soften(v4 x, v4 sharpness, v4 norm, v4 slope_scale, v4 *slope) {
  v4 middle = floored(x) + splat(.5f);
  v4 e = exponential(sharpness * (x - middle)), t = splat(1) - splat(2) / (e + splat(1));
  *slope = (splat(1) - t * t) * slope_scale;
  return middle + t * norm;
}

// q = s(s(x) + noise), slope = dq/dx. sharpness: 2 / temperature; norm: 0.5 / tanh(0.5 / temperature); noise: triangular,
// of +- noise / 2. seed: the same seed draws the same noise.
EXPORT(soft_round)
void soft_round(const float *x, float *q, float *slope, int stride, int width, int height, float sharpness, float norm,
                float noise, unsigned seed) {
  v4 sharp = splat(sharpness), scale = splat(norm), slope_scale = splat(norm * sharpness * .5f);
  for (int y = 0; y < height; y++)
    for (int left = 0; left < width; left += LANES) {
      int at = y * stride + left;
      v4 first, second, draw;
      EACH(k) {
        unsigned r = mixed((unsigned)at + k + seed);
        draw[k] = (float)(r & 65535) + (float)(r >> 16);
      }
      draw = splat(noise * .5f) * (draw * splat(1.f / 65536) - splat(1));
      v4 once = soften(load(x + at), sharp, scale, slope_scale, &first);
      v4 twice = soften(once + draw, sharp, scale, slope_scale, &second);
      i4 in = ((i4){0, 1, 2, 3} + left) < (i4){width, width, width, width};
      store(q + at, keep(in, twice));
      store(slope + at, keep(in, first * second));
    }
}

// q = x to the nearest whole number, halves up.
EXPORT(hard_round)
void hard_round(const float *x, float *q, int stride, int width, int height) {
  for (int y = 0; y < height; y++)
    for (int left = 0; left < width; left += LANES) {
      int at = y * stride + left;
      i4 in = ((i4){0, 1, 2, 3} + left) < (i4){width, width, width, width};
      store(q + at, keep(in, floored(load(x + at) + splat(.5f))));
    }
}

// out = in * factor of n samples, a multiple of 4.
EXPORT(scale)
void scale(const float *in, float *out, int n, float factor) {
  for (int i = 0; i < n; i += LANES) store(out + i, load(in + i) * splat(factor));
}
EXPORT(add_scaled)
void add_scaled(const float *in, float *out, int n, float factor) {
  for (int i = 0; i < n; i += LANES) store(out + i, load(out + i) + load(in + i) * splat(factor));
}

// Sum of squared differences; gradient = 2 * weight * (x - target) inside, 0 behind the rows' ends.
EXPORT(squared_error)
double squared_error(const float *x, const float *target, float *gradient, int stride, int width, int height,
                     float weight) {
  double total = 0;
  for (int y = 0; y < height; y++) {
    v4 row = splat(0);
    for (int left = 0; left < width; left += LANES) {
      int at = y * stride + left;
      i4 in = ((i4){0, 1, 2, 3} + left) < (i4){width, width, width, width};
      v4 e = keep(in, load(x + at) - load(target + at));
      store(gradient + at, e * splat(2 * weight));
      row += e * e;
    }
    total += sum(row);
  }
  return total;
}

// One step of Adam with betas 0.9 and 0.999 on n values, a multiple of 4; slope (0: none) multiplies the gradient.
// correct1, correct2: 1 / (1 - beta^step).
EXPORT(adam)
void adam(float *x, float *m, float *v, const float *gradient, const float *slope, int n, float rate, float correct1,
          float correct2) {
  v4 lr = splat(rate * correct1), c2 = splat(correct2);
  for (int i = 0; i < n; i += LANES) {
    v4 g = load(gradient + i);
    if (slope) g *= load(slope + i);
    v4 a = splat(.9f) * load(m + i) + splat(.1f) * g, b = splat(.999f) * load(v + i) + splat(.001f) * g * g;
    store(m + i, a);
    store(v + i, b);
    store(x + i, load(x + i) - lr * a / (__builtin_wasm_sqrt_f32x4(b * c2) + splat(1e-8f)));
  }
}

// gradient[i] += the four lanes of sums[i].
EXPORT(sum_lanes)
void sum_lanes(const v4 *sums, float *gradient, int n) {
  for (int i = 0; i < n; i++) gradient[i] += sum(sums[i]);
}
