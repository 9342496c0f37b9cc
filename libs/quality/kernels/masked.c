// PSNR-HVS-M: both blocks of a pair side by side, the reference's values in lane 0, the distorted ones' in lane 1.
#include "samples.h"

#define SIZE 8
#define AREA 64

// Eight samples, `step` apart, to their cosine coefficients. cosines: cos(k pi / 16) / 2 for k from 0 to 7.
static inline void transform(const pair *in, pair *out, int step, const double *cosines) {
  pair s0 = in[0] + in[7 * step], d0 = in[0] - in[7 * step];
  pair s1 = in[step] + in[6 * step], d1 = in[step] - in[6 * step];
  pair s2 = in[2 * step] + in[5 * step], d2 = in[2 * step] - in[5 * step];
  pair s3 = in[3 * step] + in[4 * step], d3 = in[3 * step] - in[4 * step];
  pair t0 = s0 + s3, t1 = s1 + s2, u0 = s0 - s3, u1 = s1 - s2;
  pair c1 = both(cosines[1]), c2 = both(cosines[2]), c3 = both(cosines[3]), c4 = both(cosines[4]);
  pair c5 = both(cosines[5]), c6 = both(cosines[6]), c7 = both(cosines[7]);
  out[0] = (t0 + t1) * c4;
  out[4 * step] = (t0 - t1) * c4;
  out[2 * step] = u0 * c2 + u1 * c6;
  out[6 * step] = u0 * c6 - u1 * c2;
  out[step] = d0 * c1 + d1 * c3 + d2 * c5 + d3 * c7;
  out[3 * step] = d0 * c3 - d1 * c7 - d2 * c1 - d3 * c5;
  out[5 * step] = d0 * c5 - d1 * c1 + d2 * c7 + d3 * c3;
  out[7 * step] = d0 * c7 - d1 * c5 + d2 * c3 - d3 * c1;
}

// Unbiased variance times the samples, of their sum and the sum of their squares.
static inline pair scatter(pair sum, pair squares, double count) {
  return (squares - sum * sum / both(count)) / both(count - 1) * both(count);
}

// How much error a block's texture hides: little where its quarters are flat, as beside an edge.
static inline double mask_of(const pair *block, const pair *coefficients, const double *masks) {
  pair sum = both(0), squares = both(0), quarters = both(0), energy = both(0);
  for (int quarter = 0; quarter < 4; quarter++) {
    const pair *from = block + (quarter / 2) * 4 * SIZE + (quarter % 2) * 4;
    pair own = both(0), squared = both(0);
    for (int row = 0; row < 4; row++)
      for (int column = 0; column < 4; column++) {
        pair value = from[row * SIZE + column];
        own += value;
        squared += value * value;
      }
    quarters += scatter(own, squared, 16);
    sum += own;
    squares += squared;
  }
  for (int at = 1; at < AREA; at++) energy += coefficients[at] * coefficients[at] * both(masks[at]);
  pair whole = scatter(sum, squares, AREA);
  double hidden = 0;
  for (int side = 0; side < 2; side++) {
    double own = whole[side] == 0 ? 0 : energy[side] * quarters[side] / whole[side];
    hidden = own > hidden ? own : hidden;
  }
  return __builtin_sqrt(hidden) / 32;
}

// tables: cosines[8], weights[64], masks[64], one over masks[64]. The mean error energy; negative where no block fits.
EXPORT(masked_error)
double masked_error(const sample *reference, const sample *distorted, int width, int height, const double *tables) {
  const double *weights = tables + SIZE, *masks = weights + AREA, *thresholds = masks + AREA;
  pair block[AREA], half[AREA], coefficients[AREA];
  double total = 0;
  for (int y = 0; y + SIZE <= height; y += SIZE)
    for (int x = 0; x + SIZE <= width; x += SIZE) {
      int differs = 0;
      for (int row = 0; row < SIZE; row++) {
        const sample *a = reference + (y + row) * width + x, *b = distorted + (y + row) * width + x;
        for (int at = 0; at < SIZE; at++) {
          differs |= a[at] ^ b[at];
          block[row * SIZE + at] = (pair){a[at], b[at]};
        }
      }
      if (!differs) continue;
      for (int at = 0; at < SIZE; at++) transform(block + at, half + at, SIZE, tables);
      for (int at = 0; at < SIZE; at++) transform(half + at * SIZE, coefficients + at * SIZE, 1, tables);
      double mask = mask_of(block, coefficients, masks);
      for (int at = 0; at < AREA; at++) {
        double difference = __builtin_fabs(coefficients[at][0] - coefficients[at][1]);
        double seen = at == 0 ? difference : difference - mask * thresholds[at];
        if (seen > 0) total += seen * weights[at] * (seen * weights[at]);
      }
    }
  int blocks = (width / SIZE) * (height / SIZE);
  return blocks == 0 ? -1 : total / ((double)blocks * AREA);
}
