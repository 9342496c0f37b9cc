import type { CampaignConfig } from '../../facts/index.ts';
import { ranked, type Contender } from '../state/contenders.ts';
import { expectedExcess } from './normal.ts';

/** Before anything was measured on two rungs: figures of one differ from those of another by so many points. */
const FIRST_DEVIATION = 3;

/** What a candidate may come to on the highest rung. */
interface Expected {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * What lower rungs say of the highest: the mean difference of candidates that both measured, and how much it varies.
 * One imagined candidate without a difference keeps a few real ones from saying too much.
 */
export class Forecast {
  /** The best on the highest rung so far; null before there is one. */
  readonly best: number | null;
  readonly #top: number;
  readonly #contenders: readonly Contender[];
  #bestExpected: number | undefined;
  readonly #byRung = new Map<number, Expected>();

  constructor(contenders: readonly Contender[], config: CampaignConfig) {
    this.#contenders = contenders;
    this.#top = config.rungs.length - 1;
    this.best = ranked(contenders, this.#top)[0]?.worth ?? null;
  }

  /** The most that a candidate is expected to come to by the highest rung that it was measured on; −∞ of none. */
  get bestExpected(): number {
    this.#bestExpected ??= this.#contenders.reduce((best, one) => {
      const rung = Math.max(...one.byRung.keys());
      return Math.max(best, this.of(one, rung)?.mean ?? -Infinity);
    }, -Infinity);
    return this.#bestExpected;
  }

  /** Of a candidate that is worth something on the rung; null for any other. */
  of(contender: Contender, rung: number): Expected | null {
    const worth = contender.byRung.get(rung)?.worth ?? null;
    if (worth === null) return null;
    const { mean, deviation } = this.#differenceFrom(rung);
    return { mean: worth + mean, deviation };
  }

  /** Points by which the candidate is expected to beat the best of the highest rung, or `bound` before there is one. */
  gain(contender: Contender, rung: number, bound = -Infinity): number | null {
    const expected = this.of(contender, rung);
    if (expected === null) return null;
    const best = this.best ?? bound;
    return best === -Infinity ? expected.deviation : expectedExcess(expected, best);
  }

  #differenceFrom(rung: number): Expected {
    const known = this.#byRung.get(rung);
    if (known !== undefined) return known;
    const differences = this.#contenders.flatMap(({ byRung }) => {
      const [low, high] = [byRung.get(rung)?.worth ?? null, byRung.get(this.#top)?.worth ?? null];
      return low === null || high === null ? [] : [high - low];
    });
    const count = differences.length + 1;
    const mean = differences.reduce((sum, difference) => sum + difference, 0) / count;
    const squares = differences.reduce((sum, difference) => sum + (difference - mean) ** 2, FIRST_DEVIATION ** 2);
    const found = { mean, deviation: Math.sqrt(squares / count) };
    this.#byRung.set(rung, found);
    return found;
  }
}
