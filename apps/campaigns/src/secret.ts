import { createHmac, randomBytes } from 'node:crypto';

const SECRET_BYTES = 16;
const DRAW_BYTES = 6;
/** Largest shift of a quality, either way: it cannot index anything that a candidate has stored. */
const SHIFT = 2;
const BEST = 100;

/** Draws that follow from a secret seed and a name: whoever learns the seed later can repeat them. */
export class Secret {
  constructor(readonly hex: string) {}

  static draw(): Secret {
    return new Secret(randomBytes(SECRET_BYTES).toString('hex'));
  }

  /** A whole number from 0 to `count` − 1. */
  below(count: number, name: string): number {
    const hash = createHmac('sha256', Buffer.from(this.hex, 'hex')).update(name).digest();
    return hash.readUIntBE(0, DRAW_BYTES) % count;
  }

  /** Each quality moved a little, up or down; they keep their order, and none meets another. */
  shiftQualities(qualities: readonly number[]): number[] {
    const moved: number[] = [];
    for (const [at, quality] of qualities.toSorted((a, b) => a - b).entries()) {
      const least = Math.max(quality - SHIFT, (moved.at(-1) ?? 0) + 1);
      const most = Math.min(quality + SHIFT, BEST - (qualities.length - 1 - at));
      moved.push(least + this.below(most - least + 1, `quality ${quality}`));
    }
    return moved;
  }
}
