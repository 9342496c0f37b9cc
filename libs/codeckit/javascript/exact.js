/**
 * Functions for tables that encoder and decoder must share. They use only the four operations and the square root, whose
 * results IEEE 754 fixes; Math.exp, Math.log and Math.sin may differ from one engine to the next.
 */
const LN_2 = 0.6931471805599453;
const TERMS = 24;

/** e^x for |x| < 700. */
export function exponential(x) {
  const halvings = 10;
  const small = x / 2 ** halvings;
  let term = 1;
  let sum = 1;
  for (let k = 1; k < TERMS; k += 1) {
    term = (term * small) / k;
    sum += term;
  }
  for (let k = 0; k < halvings; k += 1) sum *= sum;
  return sum;
}

/** Natural logarithm of x > 0. */
export function logarithm(x) {
  let [rest, doublings] = [x, 0];
  for (; rest > 1.5; doublings += 1) rest /= 2;
  for (; rest < 0.75; doublings -= 1) rest *= 2;
  const ratio = (rest - 1) / (rest + 1);
  let [power, sum] = [ratio, 0];
  for (let k = 1; k < 2 * TERMS; k += 2) {
    sum += power / k;
    power *= ratio * ratio;
  }
  return 2 * sum + doublings * LN_2;
}

/** sin(pi * numerator / denominator) of integers. */
export function sineOfPi(numerator, denominator) {
  const turn = 2 * denominator;
  const at = ((numerator % turn) + turn) % turn;
  if (at > denominator) return -sineOfPi(at - denominator, denominator);
  const x = (Math.PI * Math.min(at, denominator - at)) / denominator;
  let [term, sum] = [x, 0];
  for (let k = 1; k < TERMS; k += 2) {
    sum += term;
    term *= (-x * x) / ((k + 1) * (k + 2));
  }
  return sum;
}
