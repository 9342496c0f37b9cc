// The entropy coder: a range coder over 16-bit frequencies of Laplace tables, and the entropy model of laplace.c in whole
// numbers. Every operation is of integers: any engine writes and reads the same bytes.
#include "lanes.h"

typedef long long i64;
typedef unsigned long long u64;

// Values within +- WIDEST of the rounded mean; tables reach 16 steps a unit.
#define WIDEST 128
#define SCALES 69
#define REACH (16 * (WIDEST + 2))
#define ROW (2 * REACH + 1)
#define FULL 65536
#define MEAN_LIMIT 4000
// Steps of the log-scale are 1/8 from -3.5.
#define FIRST_SCALE 28

static struct {
  unsigned char *bytes;
  int length, capacity, pending, misses;
  u64 low;
  unsigned range, code;
  unsigned char cache;
  int decoding;
  const int *tables;
} coder;

static void shift_low(void) {
  if (coder.low < 0xff000000ull || coder.low >> 32) {
    unsigned char carry = (unsigned char)(coder.low >> 32);
    for (unsigned char byte = coder.cache; coder.pending >= 0; coder.pending--, byte = 0xff)
      if (coder.length < coder.capacity) coder.bytes[coder.length++] = byte + carry;
    coder.pending = -1;
    coder.cache = (unsigned char)(coder.low >> 24);
  }
  coder.pending++;
  coder.low = (coder.low & 0xffffff) << 8;
}
static unsigned next_byte(void) { return coder.length < coder.capacity ? coder.bytes[coder.length++] : 0; }

// tables: SCALES rows of ROW cumulative frequencies; see laplaceTables.
EXPORT(coder_start)
void coder_start(unsigned char *bytes, int capacity, int decoding, const int *tables) {
  coder.bytes = bytes;
  coder.capacity = capacity;
  coder.length = coder.misses = coder.code = 0;
  coder.pending = 0;
  coder.low = 0;
  coder.cache = 0;
  coder.range = 0xffffffffu;
  coder.decoding = decoding;
  coder.tables = tables;
  if (decoding)
    for (int i = 0; i < 4; i++) coder.code = coder.code << 8 | next_byte();
}
// Length in bytes; the first byte is always 0 and need not be kept.
EXPORT(coder_finish)
int coder_finish(void) {
  for (int i = 0; i < 5; i++) shift_low();
  return coder.length;
}
// Values that were outside of their window, and are therefore not what a decoder reads.
EXPORT(coder_misses)
int coder_misses(void) {
  int misses = coder.misses;
  coder.misses = 0;
  return misses;
}

static inline void narrow(unsigned from, unsigned size) {
  unsigned unit = coder.range >> 16;
  if (coder.decoding) coder.code -= unit * from;
  else coder.low += (u64)unit * from;
  coder.range = unit * size;
  while (coder.range < 1u << 24) {
    coder.range <<= 8;
    if (coder.decoding) coder.code = coder.code << 8 | next_byte();
    else shift_low();
  }
}
// Frequencies below symbol s of 0 ... 2 window + 1, of a mean that is `part`/16 above a whole number; each is at least 1.
static inline unsigned below(const int *table, int window, int s, int part) {
  if (s <= 0) return 0;
  if (s > 2 * window) return FULL;
  int z = 16 * (s - window) - 8 - part;
  return (unsigned)(((i64)table[z + REACH] * (FULL - 2 * window - 1)) >> 16) + (unsigned)s;
}

// Codes one value with a scale of 0 ... 68, a window and a mean in 1/16. Returns the value.
EXPORT(coder_value)
int coder_value(int scale, int window, int mean16, int value) {
  const int *table = coder.tables + scale * ROW;
  int middle = (mean16 + 8) >> 4, part = mean16 - 16 * middle, s;
  if (coder.decoding) {
    unsigned at = coder.code / (coder.range >> 16);
    int high = 2 * window + 1;
    for (s = 0; high - s > 1;) {
      int half = (s + high) >> 1;
      if (below(table, window, half, part) <= at) s = half;
      else high = half;
    }
  } else {
    s = value - middle + window;
    if (s < 0 || s > 2 * window) {
      coder.misses++;
      s = s < 0 ? 0 : 2 * window;
    }
  }
  unsigned from = below(table, window, s, part);
  narrow(from, below(table, window, s + 1, part) - from);
  return s + middle - window;
}

static inline i64 rounded(i64 a, int bits) { return (a + ((i64)1 << (bits - 1))) >> bits; }
static inline i64 limited(i64 a, i64 least, i64 most) { return a < least ? least : a > most ? most : a; }

// Codes a plane of whole latents in rows of `width`. rows, columns: of the contexts on the plane itself, all before the latent
// in raster order; `above`: the coarser plane, read at the distances 0 and 2 (four contexts, or three and `beside`, the plane at
// the same place); 0 where there is none. w: weights of laplace.c in 1/2^bits, then the plane's two biases.
EXPORT(coder_plane)
void coder_plane(int *q, int width, int height, const int *rows, const int *columns, int own, const int *above,
                 int above_width, const int *beside, int hidden, const int *w, const int *biases, int bits, int window) {
  int count = own + 4;
  const int *w1 = w, *b1 = w1 + hidden * count, *w2 = b1 + hidden, *b2 = w2 + hidden * hidden, *w3 = b2 + hidden,
            *skip = w3 + 2 * hidden;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      int c[MAX_UNITS];
      i64 h1[MAX_UNITS], h2[MAX_UNITS];
      for (int i = 0; i < own; i++) {
        int yy = y + rows[i], xx = x + columns[i];
        c[i] = yy < 0 || xx < 0 || xx >= width ? 0 : q[yy * width + xx];
      }
      for (int i = 0; i < 4; i++) {
        int yy = y + (i & 2), xx = x + 2 * (i & 1);
        c[own + i] = !above || yy >= height || xx >= width ? 0 : above[(yy >> 1) * above_width + (xx >> 1)];
      }
      if (beside) c[own + 3] = beside[y * width + x];
      for (int j = 0; j < hidden; j++) {
        i64 a = b1[j];
        for (int i = 0; i < count; i++) a += (i64)w1[j * count + i] * c[i];
        h1[j] = a > 0 ? a : 0;
      }
      for (int j = 0; j < hidden; j++) {
        i64 a = (i64)b2[j] << bits;
        for (int i = 0; i < hidden; i++) a += w2[j * hidden + i] * h1[i];
        h2[j] = a > 0 ? rounded(a, bits) : 0;
      }
      i64 mean = (i64)biases[0] << bits, scale = (i64)biases[1] << bits;
      for (int j = 0; j < hidden; j++) {
        mean += w3[j] * h2[j];
        scale += w3[hidden + j] * h2[j];
      }
      for (int i = 0; i < count; i++) {
        mean += ((i64)skip[i] * c[i]) << bits;
        scale += ((i64)skip[count + i] * c[i]) << bits;
      }
      int at = y * width + x;
      int mean16 = (int)limited(rounded(mean * 16, 2 * bits), -MEAN_LIMIT, MEAN_LIMIT);
      int table = (int)limited(rounded(scale * 8, 2 * bits) + FIRST_SCALE, 0, SCALES - 1);
      q[at] = coder_value(table, window, mean16, q[at]);
    }
}
