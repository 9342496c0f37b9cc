// Sixteen neighbouring samples of a plane as four vectors, and the products of small matrices with them.
// A plane is float32 rows of a stride that is a multiple of 16, with 8 samples of zeros before and behind each row and 4
// rows of zeros above and below: a tile may be read at any offset that a filter or context of these kernels has.
#pragma once

typedef float v4 __attribute__((vector_size(16), aligned(4)));
typedef int i4 __attribute__((vector_size(16), aligned(4)));
typedef unsigned u4 __attribute__((vector_size(16), aligned(4)));
typedef struct {
  v4 k[4];
} tile;

#define EXPORT(name) __attribute__((export_name(#name)))
#define LANES 4
#define TILE 16
#define EACH(k) for (int k = 0; k < 4; k++)
// Most inputs, hidden units and outputs that a layer of these kernels may have.
#define MAX_UNITS 32

static inline v4 splat(float a) { return (v4){a, a, a, a}; }
static inline v4 load(const float *p) { return *(const v4 *)p; }
static inline void store(float *p, v4 a) { *(v4 *)p = a; }
static inline v4 choose(i4 mask, v4 a, v4 b) { return (v4)((mask & (i4)a) | (~mask & (i4)b)); }
static inline v4 keep(i4 mask, v4 a) { return (v4)(mask & (i4)a); }
static inline v4 positive(v4 a) { return __builtin_wasm_pmax_f32x4(a, splat(0)); }
static inline v4 larger(v4 a, v4 b) { return __builtin_wasm_pmax_f32x4(a, b); }
static inline v4 smaller(v4 a, v4 b) { return __builtin_wasm_pmin_f32x4(a, b); }
static inline v4 floored(v4 a) { return __builtin_wasm_floor_f32x4(a); }
static inline float sum(v4 a) { return (a[0] + a[1]) + (a[2] + a[3]); }
static inline void clear(void *p, unsigned bytes) { __builtin_memset(p, 0, bytes); }

static inline tile tile_of(float a) {
  tile r;
  EACH(k) r.k[k] = splat(a);
  return r;
}
static inline tile read_tile(const float *p) {
  tile r;
  EACH(k) r.k[k] = load(p + LANES * k);
  return r;
}
static inline void write_tile(float *p, tile a) { EACH(k) store(p + LANES * k, a.k[k]); }

// Masks of the first `count` of 16 samples: what lies behind a row's end stays zero.
static inline void mask_tile(tile *a, int count) {
  if (count >= TILE) return;
  EACH(k) {
    i4 at = (i4){0, 1, 2, 3} + 4 * k;
    a->k[k] = keep(at < (i4){count, count, count, count}, a->k[k]);
  }
}
static inline void relu(tile *a, int count) {
  for (int j = 0; j < count; j++) EACH(k) a[j].k[k] = positive(a[j].k[k]);
}
// A gradient passes where the unit was above zero.
static inline void gate(tile *g, const tile *unit, int count) {
  for (int j = 0; j < count; j++) EACH(k) g[j].k[k] = keep(unit[j].k[k] > splat(0), g[j].k[k]);
}

// out[o] += sum of w[o * so + i * sx] * x[i]. Two outputs at a time: each input that is read serves both.
static inline void dense(tile *out, int outs, const tile *x, int ins, const float *w, int so, int sx) {
  int o = 0;
  for (; o + 1 < outs; o += 2) {
    tile a = out[o], b = out[o + 1];
    const float *p = w + o * so, *q = p + so;
    for (int i = 0; i < ins; i++, p += sx, q += sx) {
      v4 s = splat(*p), t = splat(*q);
      EACH(k) {
        a.k[k] += s * x[i].k[k];
        b.k[k] += t * x[i].k[k];
      }
    }
    out[o] = a;
    out[o + 1] = b;
  }
  if (o == outs) return;
  tile a = out[o];
  const float *p = w + o * so;
  for (int i = 0; i < ins; i++, p += sx) EACH(k) a.k[k] += splat(*p) * x[i].k[k];
  out[o] = a;
}

// sums[o * ins + i] += the tile's sum of g[o] * x[i], lane by lane.
static inline void outer(v4 *sums, const tile *g, int outs, const tile *x, int ins) {
  for (int o = 0; o < outs; o++) {
    tile a = g[o];
    for (int i = 0; i < ins; i++, sums++)
      *sums += (a.k[0] * x[i].k[0] + a.k[1] * x[i].k[1]) + (a.k[2] * x[i].k[2] + a.k[3] * x[i].k[3]);
  }
}
static inline void add_up(v4 *sums, const tile *g, int count) {
  for (int o = 0; o < count; o++) sums[o] += (g[o].k[0] + g[o].k[1]) + (g[o].k[2] + g[o].k[3]);
}

// e^x, relative error below 3e-7, for |x| < 87; smaller x give 0. The encoder's alone: no decoder depends on it.
static inline v4 exponential(v4 x) {
  v4 at = larger(smaller(x, splat(87)), splat(-87));
  v4 whole = floored(at * splat(1.44269504f) + splat(.5f));
  v4 r = at - whole * splat(.693359375f) + whole * splat(2.12194440e-4f);
  v4 p = splat(1.9875691500e-4f);
  p = p * r + splat(1.3981999507e-3f);
  p = p * r + splat(8.3334519073e-3f);
  p = p * r + splat(4.1665795894e-2f);
  p = p * r + splat(1.6666665459e-1f);
  p = p * r + splat(5.0000001201e-1f);
  p = p * r * r + r + splat(1);
  i4 power = (__builtin_convertvector(whole, i4) + 127) << 23;
  return keep(x > splat(-87), p * (v4)power);
}
// Natural logarithm of x > 1e-30.
static inline v4 logarithm(v4 x) {
  i4 bits = (i4)x;
  i4 exponent = (bits >> 23) - 126;
  v4 m = (v4)((bits & 0x7fffff) | 0x3f000000);
  i4 low = m < splat(.707106781f);
  exponent += low;
  m = m + keep(low, m) - splat(1);
  v4 e = __builtin_convertvector(exponent, v4), z = m * m;
  v4 p = splat(7.0376836292e-2f);
  p = p * m - splat(1.1514610310e-1f);
  p = p * m + splat(1.1676998740e-1f);
  p = p * m - splat(1.2420140846e-1f);
  p = p * m + splat(1.4249322787e-1f);
  p = p * m - splat(1.6668057665e-1f);
  p = p * m + splat(2.0000714765e-1f);
  p = p * m - splat(2.4999993993e-1f);
  p = p * m + splat(3.3333331174e-1f);
  return m + (p * m * z - splat(.5f) * z - e * splat(2.12194440e-4f)) + e * splat(.693359375f);
}
