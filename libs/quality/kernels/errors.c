#include "samples.h"

// out: the sum of squared differences, exact; the smallest and the largest sample of the reference.
EXPORT(plane_errors)
void plane_errors(const sample *reference, const sample *distorted, int count, int deep, double *out) {
  double squared = 0;
  sample low = 65535, high = 0;
  for (int from = 0; from < count; from += RUN) {
    int length = count - from < RUN ? count - from : RUN;
    squared += squared_differences(reference + from, distorted + from, length, deep);
    for (int at = from; at < from + length; at++) {
      low = reference[at] < low ? reference[at] : low;
      high = reference[at] > high ? reference[at] : high;
    }
  }
  out[0] = squared;
  out[1] = low;
  out[2] = high;
}
