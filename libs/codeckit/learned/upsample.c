// Separable 2x upsampling with four taps at distances 1.75, 0.75, 0.25, 1.25 of the sample in the middle; edges repeat.
#include "lanes.h"

static inline int inside(int at, int size) { return at < 0 ? 0 : at >= size ? size - 1 : at; }
// The row of the tap: even rows look up, odd ones down.
static inline int row_of(int y, int tap, int height) {
  int back = tap - 2;
  return inside((y >> 1) + (y & 1 ? -back : back), height);
}

// One row between two rows, with two samples of edge on both sides: line has width + 4 samples and room for 16 more.
static void between(const float *in, int stride, int width, int height, int y, const float *taps, float *line) {
  const float *r[4];
  EACH(k) r[k] = in + row_of(y, k, height) * stride;
  for (int x = 0; x < width; x += LANES)
    store(line + 2 + x, (splat(taps[0]) * load(r[0] + x) + splat(taps[1]) * load(r[1] + x)) +
                            (splat(taps[2]) * load(r[2] + x) + splat(taps[3]) * load(r[3] + x)));
  line[0] = line[1] = line[2];
  line[width + 2] = line[width + 3] = line[width + 1];
}

// line: room for (width + 32) samples.
EXPORT(upsample)
void upsample(const float *in, int stride, int width, int height, float *out, int out_stride, int out_width,
              int out_height, const float *taps, float *line) {
  v4 t0 = splat(taps[0]), t1 = splat(taps[1]), t2 = splat(taps[2]), t3 = splat(taps[3]);
  for (int y = 0; y < out_height; y++) {
    between(in, stride, width, height, y, taps, line);
    float *to = out + y * out_stride;
    int x = 0;
    for (; 2 * (x + LANES) <= out_width; x += LANES) {
      v4 a = load(line + x), b = load(line + x + 1), c = load(line + x + 2), d = load(line + x + 3), e = load(line + x + 4);
      v4 even = (t0 * a + t1 * b) + (t2 * c + t3 * d), odd = (t0 * e + t1 * d) + (t2 * c + t3 * b);
      store(to + 2 * x, __builtin_shufflevector(even, odd, 0, 4, 1, 5));
      store(to + 2 * x + 4, __builtin_shufflevector(even, odd, 2, 6, 3, 7));
    }
    for (; 2 * x < out_width; x++) {
      const float *p = line + x;
      to[2 * x] = (taps[0] * p[0] + taps[1] * p[1]) + (taps[2] * p[2] + taps[3] * p[3]);
      if (2 * x + 1 < out_width) to[2 * x + 1] = (taps[0] * p[4] + taps[1] * p[3]) + (taps[2] * p[2] + taps[3] * p[1]);
    }
  }
}

// The adjoint: adds to the input's gradient. scratch: room for 3 * (width + 32) samples; gradient: zero behind the rows' ends.
EXPORT(upsample_back)
void upsample_back(float *in_gradient, int stride, int width, int height, const float *gradient, int out_stride,
                   int out_height, const float *taps, float *scratch) {
  int room = width + 32;
  float *even = scratch + 8, *odd = even + room, *line = odd + room;
  v4 t0 = splat(taps[0]), t1 = splat(taps[1]), t2 = splat(taps[2]), t3 = splat(taps[3]);
  clear(scratch, 3 * room * sizeof(float));
  for (int y = 0; y < out_height; y++) {
    const float *from = gradient + y * out_stride;
    for (int x = 0; x < width; x += LANES) {
      v4 a = load(from + 2 * x), b = load(from + 2 * x + 4);
      store(even + x, __builtin_shufflevector(a, b, 0, 2, 4, 6));
      store(odd + x, __builtin_shufflevector(a, b, 1, 3, 5, 7));
    }
    // Only samples inside count: what an odd width leaves behind the end is zero by the caller's word.
    EACH(k) even[width + k] = odd[width + k] = 0;
    for (int x = -4; x < width + 4; x += LANES)
      store(line + x, ((t0 * load(even + x + 2) + t1 * load(even + x + 1)) + (t2 * load(even + x) + t3 * load(even + x - 1))) +
                          ((t0 * load(odd + x - 2) + t1 * load(odd + x - 1)) + (t2 * load(odd + x) + t3 * load(odd + x + 1))));
    line[0] += line[-1] + line[-2];
    line[width - 1] += line[width] + line[width + 1];
    EACH(k) {
      float *to = in_gradient + row_of(y, k, height) * stride;
      int x = 0;
      for (; x + LANES <= width; x += LANES) store(to + x, load(to + x) + splat(taps[k]) * load(line + x));
      for (; x < width; x++) to[x] += taps[k] * line[x];
    }
  }
}

// out[y][x] = in[y / 2][x / 2]: the coarser plane as a context of the finer one.
EXPORT(repeat)
void repeat(const float *in, int stride, float *out, int out_stride, int out_width, int out_height) {
  for (int y = 0; y < out_height; y++) {
    const float *from = in + (y >> 1) * stride;
    float *to = out + y * out_stride;
    for (int x = 0; x < out_width; x++) to[x] = from[x >> 1];
  }
}
EXPORT(repeat_back)
void repeat_back(float *in_gradient, int stride, const float *gradient, int out_stride, int out_width, int out_height) {
  for (int y = 0; y < out_height; y++) {
    float *to = in_gradient + (y >> 1) * stride;
    const float *from = gradient + y * out_stride;
    for (int x = 0; x < out_width; x++) to[x >> 1] += from[x];
  }
}
