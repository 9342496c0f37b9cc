// MS-SSIM: one size of the pyramid, of planes of doubles.
#include "samples.h"

#define TAPS 11
#define REACH 5
#define FIELDS 5
// Rows of windows are looked at by two: their taps meet the same rows but for the first and the last.
#define ROWS (TAPS + 1)
// Windows side by side that are looked at together: what is kept of their rows fits a core's own cache.
#define STRIP 128
#define ROOM (STRIP + 8)

EXPORT(fill)
void fill(const sample *from, double *to, int count, double scale) {
  for (int at = 0; at < count; at++) to[at] = from[at] * scale;
}

// Eleven taps around the middle, from `p` on. window: from the middle outwards.
static inline pair along(const double *p, const pair *window) {
  return window[0] * load(p + 5) + window[1] * (load(p + 4) + load(p + 6)) + window[2] * (load(p + 3) + load(p + 7)) +
         window[3] * (load(p + 2) + load(p + 8)) + window[4] * (load(p + 1) + load(p + 9)) +
         window[5] * (load(p) + load(p + 10));
}

static inline pair down(const pair *rows, const pair *window) {
  return window[0] * rows[5] + window[1] * (rows[4] + rows[6]) + window[2] * (rows[3] + rows[7]) +
         window[3] * (rows[2] + rows[8]) + window[4] * (rows[1] + rows[9]) + window[5] * (rows[0] + rows[10]);
}

typedef struct {
  double of[FIELDS][ROOM];
} fields;

// The last rows of a, b, a*a, b*b, a*b, each filtered along the row.
static fields ring[ROWS];
static double products[3][ROOM + TAPS];

// Eight at a time: neighbours share most of what they read.
static inline void filter_field(const double *from, int count, double *restrict to, const pair *window) {
  for (int x = 0; x < count; x += 8) {
    pair a = along(from + x, window), b = along(from + x + 2, window);
    pair c = along(from + x + 4, window), d = along(from + x + 6, window);
    store(to + x, a);
    store(to + x + 2, b);
    store(to + x + 4, c);
    store(to + x + 6, d);
  }
}

static void filter_row(const double *a, const double *b, int count, fields *out, const pair *window) {
  for (int x = 0; x < count + TAPS - 1; x++) {
    products[0][x] = a[x] * a[x];
    products[1][x] = b[x] * b[x];
    products[2][x] = a[x] * b[x];
  }
  filter_field(a, count, out->of[0], window);
  filter_field(b, count, out->of[1], window);
  for (int k = 0; k < 3; k++) filter_field(products[k], count, out->of[2 + k], window);
}

typedef struct {
  pair luminance, contrast, structure;
} terms;

// Means of two rows of windows: a, b, a*a, b*b, a*b.
typedef struct {
  pair of[2][FIELDS];
} means;

static inline means means_at(const fields *const *rows, int x, const pair *window) {
  means result;
  for (int field = 0; field < FIELDS; field++) {
    pair column[ROWS];
    for (int row = 0; row < ROWS; row++) column[row] = load(rows[row]->of[field] + x);
    result.of[0][field] = down(column, window);
    result.of[1][field] = down(column + 1, window);
  }
  return result;
}

static inline terms terms_of(const pair *mean, const double *limits, int with_luminance) {
  pair c1 = both(limits[0]), c2 = both(limits[1]), half = both(limits[1] / 2);
  pair aa = mean[0] * mean[0], bb = mean[1] * mean[1], ab = mean[0] * mean[1];
  pair variance_a = not_negative(mean[2] - aa), variance_b = not_negative(mean[3] - bb);
  pair deviations = __builtin_wasm_sqrt_f64x2(variance_a * variance_b);
  return (terms){with_luminance ? (2 * ab + c1) / (aa + bb + c1) : both(0),
                 (2 * deviations + c2) / (variance_a + variance_b + c2), (mean[4] - ab + half) / (deviations + half)};
}

static inline void add(terms *sums, terms more, int lanes) {
  if (lanes == 1) more.luminance[1] = more.contrast[1] = more.structure[1] = 0;
  sums->luminance += more.luminance;
  sums->contrast += more.contrast;
  sums->structure += more.structure;
}

// out: sums over all windows of luminance (0 where it is not wanted), contrast and structure. limits: C1, C2.
EXPORT(similarity)
void similarity(const double *a, const double *b, int width, int height, const double *taps, const double *limits,
                int with_luminance, double *out) {
  pair window[REACH + 1];
  for (int k = 0; k <= REACH; k++) window[k] = both(taps[k]);
  terms sums = {both(0), both(0), both(0)};
  int columns = width - TAPS + 1, lines = height - TAPS + 1;
  for (int left = 0; left < columns; left += STRIP) {
    int count = columns - left < STRIP ? columns - left : STRIP, known = 0;
    for (int y = 0; y < lines; y += 2) {
      for (; known < height && known < y + ROWS; known++)
        filter_row(a + known * width + left, b + known * width + left, count, ring + known % ROWS, window);
      const fields *rows[ROWS];
      for (int row = 0; row < ROWS; row++) rows[row] = ring + (y + row) % ROWS;
      for (int x = 0; x < count; x += 2) {
        means mean = means_at(rows, x, window);
        int lanes = x + 1 == count ? 1 : 2;
        add(&sums, terms_of(mean.of[0], limits, with_luminance), lanes);
        if (y + 1 < lines) add(&sums, terms_of(mean.of[1], limits, with_luminance), lanes);
      }
    }
  }
  out[0] = sums.luminance[0] + sums.luminance[1];
  out[1] = sums.contrast[0] + sums.contrast[1];
  out[2] = sums.structure[0] + sums.structure[1];
}

// Samples beyond a border mirror those before it.
static inline int mirrored(int at, int length) { return at < 0 ? -1 - at : at >= length ? 2 * length - at - 1 : at; }

// Every second sample of every second row of the plane behind a low-pass of nine taps. line: width + 8 doubles.
EXPORT(halve)
void halve(const double *from, int width, int height, double *to, const double *taps, double *line) {
  const int reach = 4;
  double *middle = line + reach;
  for (int y = 0; y < height; y += 2) {
    const double *rows[9];
    for (int k = -reach; k <= reach; k++) rows[k + reach] = from + mirrored(y + k, height) * width;
    for (int x = 0; x < width; x++)
      middle[x] = taps[0] * rows[4][x] + taps[1] * (rows[3][x] + rows[5][x]) + taps[2] * (rows[2][x] + rows[6][x]) +
                  taps[3] * (rows[1][x] + rows[7][x]) + taps[4] * (rows[0][x] + rows[8][x]);
    for (int k = 1; k <= reach; k++) {
      middle[-k] = middle[mirrored(-k, width)];
      middle[width - 1 + k] = middle[mirrored(width - 1 + k, width)];
    }
    for (int x = 0; x < width; x += 2, to++) {
      const double *p = middle + x;
      *to = taps[0] * p[0] + taps[1] * (p[-1] + p[1]) + taps[2] * (p[-2] + p[2]) + taps[3] * (p[-3] + p[3]) +
            taps[4] * (p[-4] + p[4]);
    }
  }
}
