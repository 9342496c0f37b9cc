// 3 x 3 layer over planes with a border of zeros: out = b + W * in, then max(0, .) where asked, plus a plane where given.
// Weights: b[outs], W[outs][ins][9], the nine row by row.
#include "lanes.h"

static inline int offset(int tap, int stride) { return (tap / 3 - 1) * stride + tap % 3 - 1; }

EXPORT(filter3)
void filter3(const float *in, int in_step, int ins, float *out, int out_step, int outs, int stride, int width, int height,
             const float *w, int with_relu, const float *skip) {
  for (int y = 0; y < height; y++)
    for (int left = 0; left < width; left += TILE) {
      int here = y * stride + left;
      for (int j = 0; j < outs; j++) {
        tile o = tile_of(w[j]);
        const float *taps = w + outs + j * ins * 9;
        for (int i = 0; i < ins; i++)
          for (int t = 0; t < 9; t++, taps++) {
            tile x = read_tile(in + i * in_step + here + offset(t, stride));
            EACH(k) o.k[k] += splat(*taps) * x.k[k];
          }
        if (with_relu) relu(&o, 1);
        if (skip) EACH(k) o.k[k] += load(skip + j * out_step + here + LANES * k);
        mask_tile(&o, width - left);
        write_tile(out + j * out_step + here, o);
      }
    }
}

// A gradient behind a relu: zero where the layer's output was not above zero.
EXPORT(filter3_gate)
void filter3_gate(float *gradient, const float *out, int step, int planes, int stride, int width, int height) {
  for (int j = 0; j < planes; j++)
    for (int y = 0; y < height; y++)
      for (int left = 0; left < width; left += TILE) {
        int here = j * step + y * stride + left;
        tile g = read_tile(gradient + here), o = read_tile(out + here);
        gate(&g, &o, 1);
        write_tile(gradient + here, g);
      }
}

// Adds to the inputs' gradients (in_gradient 0: none is wanted) and to the weights' in `sums`, four lanes each.
EXPORT(filter3_back)
void filter3_back(const float *in, float *in_gradient, int in_step, int ins, const float *gradient, int step, int outs,
                  int stride, int width, int height, const float *w, v4 *sums) {
  for (int y = 0; y < height; y++)
    for (int left = 0; left < width; left += TILE) {
      int here = y * stride + left;
      for (int j = 0; j < outs; j++) {
        tile g = read_tile(gradient + j * step + here);
        add_up(sums + j, &g, 1);
        v4 *own = sums + outs + j * ins * 9;
        for (int i = 0; i < ins; i++)
          for (int t = 0; t < 9; t++, own++) {
            tile x = read_tile(in + i * in_step + here + offset(t, stride));
            outer(own, &g, 1, &x, 1);
          }
      }
      for (int i = 0; in_gradient && i < ins; i++) {
        tile d = tile_of(0);
        for (int j = 0; j < outs; j++)
          for (int t = 0; t < 9; t++) {
            tile g = read_tile(gradient + j * step + here - offset(t, stride));
            v4 tap = splat(w[outs + (j * ins + i) * 9 + t]);
            EACH(k) d.k[k] += tap * g.k[k];
          }
        mask_tile(&d, width - left);
        float *to = in_gradient + i * in_step + here;
        EACH(k) store(to + LANES * k, load(to + LANES * k) + d.k[k]);
      }
    }
}
