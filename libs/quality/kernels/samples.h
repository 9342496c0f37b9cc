// Samples of any depth are 16-bit words here. Planes have no gaps between rows.
#pragma once

typedef unsigned short sample;
typedef double pair __attribute__((vector_size(16), aligned(8)));

#define EXPORT(name) __attribute__((export_name(#name)))

static inline pair both(double a) { return (pair){a, a}; }
static inline pair load(const double *p) { return *(const pair *)p; }
static inline void store(double *p, pair a) { *(pair *)p = a; }
static inline pair not_negative(pair a) { return __builtin_wasm_max_f64x2(a, both(0)); }
static inline int size_of(int a) { return a < 0 ? -a : a; }

// Most samples that squared_differences takes.
#define RUN 4096

// Exact: of up to 10 bits in words of 32 bits, of deeper samples in 64.
static inline double squared_differences(const sample *a, const sample *b, int count, int deep) {
  if (deep) {
    unsigned long long sum = 0;
    for (int at = 0; at < count; at++) {
      long long difference = a[at] - b[at];
      sum += (unsigned long long)(difference * difference);
    }
    return (double)sum;
  }
  unsigned sum = 0;
  for (int at = 0; at < count; at++) {
    short difference = (short)(a[at] - b[at]);
    sum += (unsigned)(difference * difference);
  }
  return sum;
}
