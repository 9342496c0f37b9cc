import { AdaptiveBits } from './contexts.js';
import { PROBABILITY_ONE } from './rans.js';

/** Small integers through a binary coder. Give `value` to encode; when decoding it is ignored. All return the value. */

/** Symbols 0..symbols-1 as the path in a binary tree, adaptive at each node, by context. */
export class TreeModel {
  #depth;
  #bits;

  constructor(symbols, contexts = 1, limit = 300) {
    this.#depth = Math.max(1, 32 - Math.clz32(symbols - 1));
    this.#bits = new AdaptiveBits(contexts << this.#depth, limit);
  }

  code(coder, context, value) {
    let node = 1;
    for (let shift = this.#depth - 1; shift >= 0; shift -= 1) {
      node = 2 * node + this.#bits.code(coder, (context << this.#depth) + node, (value >> shift) & 1);
    }
    return node - (1 << this.#depth);
  }
}

const MAX_EXPONENT = 30;

/** Unsigned integers of any size: adaptive unary exponent, then equiprobable mantissa bits (Exp-Golomb). */
export class GolombModel {
  constructor(contexts = 1, limit = 300) {
    this.exponent = new AdaptiveBits(contexts * MAX_EXPONENT, limit);
  }

  code(coder, context, value) {
    return codeGolomb(coder, this, context, value);
  }
}

/** The function behind GolombModel.code. */
export function codeGolomb(coder, model, context, value) {
  const target = coder.decoding ? 0 : 31 - Math.clz32(value + 1);
  let exponent = 0;
  while (exponent < MAX_EXPONENT) {
    if (!model.exponent.code(coder, context * MAX_EXPONENT + exponent, exponent < target ? 1 : 0)) break;
    exponent += 1;
  }
  let out = 1;
  for (let place = exponent - 1; place >= 0; place -= 1) {
    out = 2 * out + coder.code(PROBABILITY_ONE / 2, coder.decoding ? 0 : ((value + 1) >> place) & 1);
  }
  return out - 1;
}

/** Signed integers: zero flag, sign, Exp-Golomb magnitude, by context. */
export class SignedModel {
  constructor(contexts = 1, limit = 300) {
    this.some = new AdaptiveBits(contexts, limit);
    this.sign = new AdaptiveBits(contexts, limit);
    this.size = new GolombModel(contexts, limit);
  }

  code(coder, context, value) {
    return codeSigned(coder, this, context, value);
  }
}

/** The function behind SignedModel.code. */
export function codeSigned(coder, model, context, value) {
  if (!model.some.code(coder, context, value === 0 ? 0 : 1)) return 0;
  const negative = model.sign.code(coder, context, value < 0 ? 1 : 0);
  const size = 1 + model.size.code(coder, context, coder.decoding ? 0 : Math.abs(value) - 1);
  return negative ? -size : size;
}
