import { FIRST_ANGLE, LAST_ANGLE, MODES, MODE_DC, MODE_DIAGONAL, MODE_HORIZONTAL } from './block-prediction.js';
import { MODE_PAETH, MODE_PLANAR, MODE_VERTICAL } from './block-prediction.js';
import { Flag } from './mixing.js';

/** Elements of a stream that say how blocks are predicted and transformed. */
const LIKELY = 6;
const SIZES = 4;
const OTHER_BITS = 5;
/** What one of the other modes costs about, in bits. */
const OTHER_COST = 4.8;
/** Blocks above 16x16 have no choice of transforms. */
const LOG2_LARGEST_CHOICE = 4;

/** Luma modes: by rank among six likely ones, or the number among the others. */
export class ModeSyntax {
  /** Modes of the blocks to the left and above, after `around`. */
  left = MODE_DC;
  above = MODE_DC;
  #maps;
  #likely = new Int32Array(LIKELY);
  #rank;
  #other;

  constructor(models, maps) {
    this.#maps = maps;
    this.#rank = new Flag(models, [LIKELY * 2 * SIZES, LIKELY * 40, LIKELY * 40]);
    this.#other = new Flag(models, [1 << OTHER_BITS, 320, 320]);
  }

  /** Looks at the neighbours of a unit. */
  around(unit) {
    const { across, mode } = this.#maps;
    this.left = unit % across > 0 ? mode[unit - 1] : MODE_DC;
    this.above = unit >= across ? mode[unit - across] : MODE_DC;
    const likely = this.#likely;
    let count = 0;
    const add = (value) => {
      if (count < LIKELY && likely.indexOf(value) < 0) likely[count++] = value;
    };
    likely.fill(-1);
    add(this.left);
    add(this.above);
    add(MODE_PLANAR);
    add(MODE_DC);
    for (const angle of [this.left, this.above]) {
      if (angle > FIRST_ANGLE) add(angle - 1);
      if (angle >= FIRST_ANGLE && angle <= LAST_ANGLE) add(angle + 1);
    }
    for (const value of [MODE_PAETH, MODE_VERTICAL, MODE_HORIZONTAL, MODE_DIAGONAL, FIRST_ANGLE]) add(value);
  }

  /** Writes or reads the mode of a block of 2^log2 samples, after `around`. */
  code(coder, log2, mode) {
    const likely = this.#likely;
    for (let rank = 0; rank < LIKELY; rank += 1) {
      const hit = mode === likely[rank] ? 1 : 0;
      const context = this.#rankContext(rank, log2);
      if (this.#rank.code(coder, hit, context, rank * 40 + this.left, rank * 40 + this.above)) return likely[rank];
    }
    const others = Array.from({ length: MODES }, (_, k) => k).filter((k) => !likely.includes(k));
    const known = coder.decoding ? 0 : others.indexOf(mode);
    const [left, above] = [this.left, this.above].map((k) => Math.floor((k * 10) / MODES));
    let node = 1;
    for (let place = OTHER_BITS - 1; place >= 0; place -= 1) {
      node = 2 * node + this.#other.code(coder, (known >> place) & 1, node, node * 10 + left, node * 10 + above);
    }
    return others[node - (1 << OTHER_BITS)] ?? MODE_DC;
  }

  /** Bits that a mode costs about, after `around`. */
  cost(mode, log2) {
    const likely = this.#likely;
    let bits = 0;
    for (let rank = 0; rank < LIKELY; rank += 1) {
      const hit = likely[rank] === mode ? 1 : 0;
      bits += this.#rank.cost(hit, this.#rankContext(rank, log2));
      if (hit) return bits;
    }
    return bits + OTHER_COST;
  }

  #rankContext(rank, log2) {
    return (rank * 2 + (this.left === this.above ? 1 : 0)) * SIZES + log2 - 2;
  }
}

/** Kinds of transforms (see forwardBlock) of a block with levels, by its size and mode. */
export class KindSyntax {
  #vertical;
  #horizontal;

  constructor(models) {
    this.#vertical = new Flag(models, [SIZES, SIZES * 40, 40]);
    this.#horizontal = new Flag(models, [SIZES * 2, SIZES * 80, 40]);
  }

  /** Kinds that a block of 2^log2 samples may have: 0 .. choices - 1. */
  choices(log2) {
    return log2 <= LOG2_LARGEST_CHOICE ? 4 : 1;
  }

  /** Writes or reads the kinds. */
  code(coder, log2, mode, kinds) {
    if (this.choices(log2) === 1) return 0;
    const place = (log2 - 2) * 40 + mode;
    const vertical = this.#vertical.code(coder, kinds >> 1, log2 - 2, place, mode);
    const horizontal = this.#horizontal.code(coder, kinds & 1, (log2 - 2) * 2 + vertical, place * 2 + vertical, mode);
    return 2 * vertical + horizontal;
  }

  /** Bits that the kinds cost about. */
  cost(log2, kinds) {
    if (this.choices(log2) === 1) return 0;
    const vertical = kinds >> 1;
    return this.#vertical.cost(vertical, log2 - 2) + this.#horizontal.cost(kinds & 1, (log2 - 2) * 2 + vertical);
  }
}

/** One of a few choices by unary: the likeliest first. */
export class ChoiceSyntax {
  #flag;
  #choices;
  #conditions;

  /** conditions: how many values the two conditions of `code` may have. */
  constructor(models, choices, conditions) {
    this.#choices = choices;
    this.#conditions = conditions;
    this.#flag = new Flag(models, [choices * conditions[0], choices * conditions[1], choices]);
  }

  /** Writes or reads a choice 0 .. choices - 1. */
  code(coder, choice, first, second) {
    const [a, b] = this.#conditions;
    let k = 0;
    while (k < this.#choices - 1 && this.#flag.code(coder, choice > k ? 1 : 0, k * a + first, k * b + second, k))
      k += 1;
    return k;
  }

  /** Bits that the choice costs about, by the first condition. */
  cost(choice, first) {
    let bits = 0;
    for (let k = 0; k < choice; k += 1) bits += this.#flag.cost(1, k * this.#conditions[0] + first);
    return choice < this.#choices - 1 ? bits + this.#flag.cost(0, choice * this.#conditions[0] + first) : bits;
  }
}
