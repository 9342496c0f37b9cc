// XPSNR: what the weight of a block is made of. All sums are whole numbers, and exact.
#include "samples.h"


// Squared error of a block.
EXPORT(block_error)
double block_error(const sample *reference, const sample *distorted, int width, int left, int top, int right,
                   int bottom, int deep) {
  double sum = 0;
  for (int y = top; y < bottom; y++) {
    const sample *a = reference + y * width + left, *b = distorted + y * width + left;
    for (int x = 0; x < right - left; x += RUN) {
      int length = right - left - x < RUN ? right - left - x : RUN;
      sum += squared_differences(a + x, b + x, length, deep);
    }
  }
  return sum;
}

static inline int high_pass_at(const sample *row, const sample *above, const sample *below, int x) {
  int beside = row[x - 1] + row[x + 1] + above[x] + below[x];
  int corners = above[x - 1] + above[x + 1] + below[x - 1] + below[x + 1];
  return 12 * row[x] - 2 * beside - corners;
}

// Up to 10 bits, words of 16 bits hold every value.
static inline unsigned short short_size(short a) { return (unsigned short)(a < 0 ? -a : a); }

// Sum of the sizes of a high-pass over the samples of a block, all of whose neighbours are in the picture.
EXPORT(high_pass)
double high_pass(const sample *plane, int width, int left, int top, int right, int bottom, int deep) {
  double sum = 0;
  for (int y = top; y < bottom; y++) {
    const sample *row = plane + y * width, *above = row - width, *below = row + width;
    unsigned own = 0;
    if (deep) {
      for (int x = left; x < right; x++) own += size_of(high_pass_at(row, above, below, x));
    } else {
      for (int x = left; x < right; x++) own += short_size((short)high_pass_at(row, above, below, x));
    }
    sum += own;
  }
  return sum;
}

// The same over squares of two by two: four times their sum in the middle, less the two rings of samples around it.
EXPORT(high_pass_of_squares)
double high_pass_of_squares(const sample *plane, int width, int height, int left, int top, int right, int bottom) {
  static const signed char ring[6][6] = {{0, -1, -1, -1, -1, 0},  {-1, -2, -3, -3, -2, -1}, {-1, -3, 12, 12, -3, -1},
                                         {-1, -3, 12, 12, -3, -1}, {-1, -2, -3, -3, -2, -1}, {0, -1, -1, -1, -1, 0}};
  double sum = 0;
  for (int y = top; y < bottom && y + 3 < height; y += 2)
    for (int x = left; x < right && x + 3 < width; x += 2) {
      int value = 0;
      for (int row = 0; row < 6; row++)
        for (int column = 0; column < 6; column++)
          value += ring[row][column] * plane[(y + row - 2) * width + x + column - 2];
      sum += size_of(value);
    }
  return sum;
}

// Sum of the sizes of the change since the last frame; of the change of the change, where the one before is given.
EXPORT(change)
double change(const sample *now, const sample *last, const sample *before, int width, int left, int top, int right,
              int bottom, int deep) {
  double sum = 0;
  for (int y = top; y < bottom; y++) {
    const sample *a = now + y * width, *b = last + y * width;
    unsigned own = 0;
    if (before) {
      const sample *c = before + y * width;
      for (int x = left; x < right; x++) own += size_of(a[x] - 2 * b[x] + c[x]);
    } else if (deep) {
      for (int x = left; x < right; x++) own += size_of(a[x] - b[x]);
    } else {
      for (int x = left; x < right; x++) own += short_size((short)(a[x] - b[x]));
    }
    sum += own;
  }
  return sum;
}

static inline int square(const sample *p, int width) { return p[0] + p[1] + p[width] + p[width + 1]; }

// The same over squares of two by two.
EXPORT(change_of_squares)
double change_of_squares(const sample *now, const sample *last, const sample *before, int width, int left, int top,
                         int right, int bottom) {
  double sum = 0;
  for (int y = top; y + 1 < bottom; y += 2)
    for (int x = left; x + 1 < right; x += 2) {
      int at = y * width + x;
      int a = square(now + at, width), b = square(last + at, width);
      sum += size_of(before ? a - 2 * b + square(before + at, width) : a - b);
    }
  return sum;
}
