// Pointwise network: out = W2 relu(W1 x + b1) + b2 + S x, each sample by itself.
// Weights, one after the other: W1[hidden][ins], b1[hidden], W2[outs][hidden], b2[outs], S[outs][ins].
#include "lanes.h"

typedef struct {
  int w1, b1, w2, b2, skip;
} layout;

static inline layout layout_of(int ins, int hidden, int outs) {
  layout at = {0, hidden * ins, hidden * ins + hidden, 0, 0};
  at.b2 = at.w2 + outs * hidden;
  at.skip = at.b2 + outs;
  return at;
}

static inline void read_inputs(tile *x, const float *const *planes, int ins, int at) {
  for (int i = 0; i < ins; i++) x[i] = read_tile(planes[i] + at);
}
static inline void hidden_of(tile *h, const tile *x, const float *w, layout at, int ins, int hidden) {
  for (int j = 0; j < hidden; j++) h[j] = tile_of(w[at.b1 + j]);
  dense(h, hidden, x, ins, w + at.w1, ins, 1);
  relu(h, hidden);
}

// planes: addresses of the inputs' samples (0, 0); out: that of the first output, the others `step` samples on.
EXPORT(pointwise)
void pointwise(const float *const *planes, int ins, int hidden, int outs, float *out, int step, int stride, int width,
               int height, const float *w) {
  layout at = layout_of(ins, hidden, outs);
  tile x[MAX_UNITS], h[MAX_UNITS], o[MAX_UNITS];
  for (int y = 0; y < height; y++)
    for (int left = 0; left < width; left += TILE) {
      int here = y * stride + left;
      read_inputs(x, planes, ins, here);
      hidden_of(h, x, w, at, ins, hidden);
      for (int j = 0; j < outs; j++) o[j] = tile_of(w[at.b2 + j]);
      dense(o, outs, h, hidden, w + at.w2, hidden, 1);
      dense(o, outs, x, ins, w + at.skip, ins, 1);
      for (int j = 0; j < outs; j++) {
        mask_tile(o + j, width - left);
        write_tile(out + j * step + here, o[j]);
      }
    }
}

// gradient: of the loss by the outputs, zero behind the rows' ends. Sets the inputs' gradients in `grads`, and adds the
// weights' to `sums`, four lanes each.
EXPORT(pointwise_back)
void pointwise_back(const float *const *planes, float *const *grads, int ins, int hidden, int outs,
                    const float *gradient, int step, int stride, int width, int height, const float *w, v4 *sums) {
  layout at = layout_of(ins, hidden, outs);
  tile x[MAX_UNITS], h[MAX_UNITS], g[MAX_UNITS], dh[MAX_UNITS], dx[MAX_UNITS];
  for (int y = 0; y < height; y++)
    for (int left = 0; left < width; left += TILE) {
      int here = y * stride + left;
      read_inputs(x, planes, ins, here);
      hidden_of(h, x, w, at, ins, hidden);
      for (int j = 0; j < outs; j++) g[j] = read_tile(gradient + j * step + here);
      for (int j = 0; j < hidden; j++) dh[j] = tile_of(0);
      for (int i = 0; i < ins; i++) dx[i] = tile_of(0);
      dense(dh, hidden, g, outs, w + at.w2, 1, hidden);
      gate(dh, h, hidden);
      dense(dx, ins, g, outs, w + at.skip, 1, ins);
      dense(dx, ins, dh, hidden, w + at.w1, 1, ins);
      outer(sums + at.w1, dh, hidden, x, ins);
      add_up(sums + at.b1, dh, hidden);
      outer(sums + at.w2, g, outs, h, hidden);
      add_up(sums + at.b2, g, outs);
      outer(sums + at.skip, g, outs, x, ins);
      for (int i = 0; i < ins; i++) write_tile(grads[i] + here, dx[i]);
    }
}
