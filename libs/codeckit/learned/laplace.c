// The entropy model in training: a network over contexts gives each latent's mean and log-scale; the cost is the code length
// of the latent's unit interval under that Laplace distribution.
// Weights: W1[hidden][contexts], b1[hidden], W2[hidden][hidden], b2[hidden], W3[2][hidden], S[2][contexts].
#include "lanes.h"

#define LEAST_SCALE -3.5f
#define MOST_SCALE 5.f
#define FLOOR 1e-5f
#define LOG2_E 1.44269504f

typedef struct {
  v4 bits, by_mean, by_scale;
} cost;

// bits, and the derivatives of -ln P by mean and log-scale, times -1 for the mean.
static inline cost cost_of(v4 q, v4 mean, v4 t) {
  i4 free = (t > splat(LEAST_SCALE)) & (t < splat(MOST_SCALE));
  v4 g = exponential(larger(smaller(t, splat(MOST_SCALE)), splat(LEAST_SCALE)));
  v4 d = q - mean, a = __builtin_wasm_abs_f32x4(d);
  i4 near = a < splat(.5f);
  v4 u = __builtin_wasm_abs_f32x4(splat(.5f) - a);
  v4 e2 = exponential(-u * g), one = exponential(-g), e1 = one / larger(e2, splat(1e-35f));
  v4 tail = splat(.5f) * e2 * (splat(1) - one);
  v4 p = choose(near, splat(1) - splat(.5f) * (e1 + e2), tail) + splat(FLOOR);
  v4 by_a = choose(near, splat(.5f) * g * (e1 - e2), -g * tail);
  v4 by_g = choose(near, splat(.5f) * ((a + splat(.5f)) * e1 + u * e2), splat(.5f) * e2 * (one - u * (splat(1) - one)));
  v4 inverse = splat(1) / p, sign = choose(d < splat(0), splat(-1), splat(1));
  return (cost){-logarithm(p) * splat(LOG2_E), sign * by_a * inverse, keep(free, -by_g * g * inverse)};
}

// q: the plane of latents; contexts: addresses of the contexts' samples for latent (0, 0), biases: of mean and log-scale.
// Returns bits. With sums (four lanes a weight, biases last) it adds lambda times the gradients: to the weights', to q's and to
// the contexts' own planes, where the address in `grads` is not 0.
EXPORT(laplace)
double laplace(const float *q, float *q_gradient, const float *const *contexts, float *const *grads, int count,
               int hidden, int stride, int width, int height, const float *w, const float *biases, v4 *sums,
               v4 *bias_sums, float lambda) {
  int at_b1 = hidden * count, at_w2 = at_b1 + hidden, at_b2 = at_w2 + hidden * hidden, at_w3 = at_b2 + hidden,
      at_skip = at_w3 + 2 * hidden;
  tile x[MAX_UNITS], h1[MAX_UNITS], h2[MAX_UNITS], d1[MAX_UNITS], d2[MAX_UNITS], dx[MAX_UNITS], o[2], g[2];
  v4 factor = splat(lambda * LOG2_E);
  double total = 0;
  for (int y = 0; y < height; y++) {
    v4 row = splat(0);
    for (int left = 0; left < width; left += TILE) {
      int here = y * stride + left;
      for (int i = 0; i < count; i++) x[i] = read_tile(contexts[i] + here);
      for (int j = 0; j < hidden; j++) h1[j] = tile_of(w[at_b1 + j]);
      dense(h1, hidden, x, count, w, count, 1);
      relu(h1, hidden);
      for (int j = 0; j < hidden; j++) h2[j] = tile_of(w[at_b2 + j]);
      dense(h2, hidden, h1, hidden, w + at_w2, hidden, 1);
      relu(h2, hidden);
      o[0] = tile_of(biases[0]);
      o[1] = tile_of(biases[1]);
      dense(o, 2, h2, hidden, w + at_w3, hidden, 1);
      dense(o, 2, x, count, w + at_skip, count, 1);
      tile latents = read_tile(q + here), bits;
      EACH(k) {
        cost c = cost_of(latents.k[k], o[0].k[k], o[1].k[k]);
        bits.k[k] = c.bits;
        g[0].k[k] = c.by_mean * factor;
        g[1].k[k] = c.by_scale * factor;
      }
      mask_tile(&bits, width - left);
      row += (bits.k[0] + bits.k[1]) + (bits.k[2] + bits.k[3]);
      if (!sums) continue;
      mask_tile(g, width - left);
      mask_tile(g + 1, width - left);
      EACH(k) store(q_gradient + here + LANES * k, load(q_gradient + here + LANES * k) - g[0].k[k]);
      add_up(bias_sums, g, 2);
      for (int j = 0; j < hidden; j++) d1[j] = d2[j] = tile_of(0);
      for (int i = 0; i < count; i++) dx[i] = tile_of(0);
      dense(d2, hidden, g, 2, w + at_w3, 1, hidden);
      gate(d2, h2, hidden);
      dense(d1, hidden, d2, hidden, w + at_w2, 1, hidden);
      gate(d1, h1, hidden);
      dense(dx, count, g, 2, w + at_skip, 1, count);
      dense(dx, count, d1, hidden, w, 1, count);
      outer(sums, d1, hidden, x, count);
      add_up(sums + at_b1, d1, hidden);
      outer(sums + at_w2, d2, hidden, h1, hidden);
      add_up(sums + at_b2, d2, hidden);
      outer(sums + at_w3, g, 2, h2, hidden);
      outer(sums + at_skip, g, 2, x, count);
      for (int i = 0; i < count; i++) {
        float *to = grads[i];
        if (to) EACH(k) store(to + here + LANES * k, load(to + here + LANES * k) + dx[i].k[k]);
      }
    }
    total += sum(row);
  }
  return total;
}
