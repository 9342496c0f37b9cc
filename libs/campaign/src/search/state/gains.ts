import type { Result } from './results.ts';

/** What is compared: the score as it is told, or what a result ranks by. */
type Figure = 'score' | 'worth';

interface Scored {
  readonly rung: number;
  readonly value: number;
  /** Place among the results: what came later was not known yet. */
  readonly at: number;
}

/** What candidates added to their parents, looked up in one pass over the results. */
export class Gains {
  readonly #origins = new Map<string, number>();
  readonly #scores = new Map<number, Scored[]>();

  constructor(seen: readonly Result[], figure: Figure = 'score') {
    for (const [at, { plan, origin, [figure]: value }] of seen.entries()) {
      this.#origins.set(plan.experimentId, origin);
      if (value === null) continue;
      const known = this.#scores.get(origin);
      const scored = { rung: plan.rung, value, at };
      if (known === undefined) this.#scores.set(origin, [scored]);
      else known.push(scored);
    }
  }

  /**
   * Figure of a candidate less its best parent's, on the lowest rung that has both among the first `known` results;
   * null when there is none.
   */
  of({ plan, origin }: Result, known = Infinity): number | null {
    const own = this.#byRung(origin, known);
    const gains = plan.parents.flatMap((parent) => {
      const theirs = this.#byRung(this.#origins.get(parent), known);
      const rung = [...own.keys()].sort((a, b) => a - b).find((one) => theirs.has(one));
      return rung === undefined ? [] : [(own.get(rung) ?? 0) - (theirs.get(rung) ?? 0)];
    });
    return gains.length === 0 ? null : Math.min(...gains);
  }

  #byRung(origin: number | undefined, known: number): Map<number, number> {
    const scored = origin === undefined ? [] : (this.#scores.get(origin) ?? []);
    return new Map(scored.filter(({ at }) => at < known).map(({ rung, value }) => [rung, value]));
  }
}
