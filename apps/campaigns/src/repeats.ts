/** Refusals of the ledger that pass by themselves: a fact is still on the way, a pause ends, a reservation is settled. */
const PASSING: ReadonlySet<string> = new Set([
  'budget_exhausted',
  'not_running',
  'out_of_order',
  'campaign_stopped',
  'already_concluded',
  'unknown_reservation',
  'not_better',
]);

/** Looks at a campaign, one a second without news, after which a refusal is for good. */
const MOST_REFUSALS = 20;
/** A step that cannot be prepared may have met a lab that is being started: it has more time. */
const MOST_FAILURES = 120;

/** Counts what fails again and again, so that a campaign ends with the reason instead of repeating it forever. */
export class Repeats {
  readonly #counts = new Map<string, number>();

  /** A step was refused. @returns whether it will be, however often it is tried */
  refused(step: string, code: string): boolean {
    return !PASSING.has(code) && this.#count(`${step} ${code}`) >= MOST_REFUSALS;
  }

  /** A step could not be prepared. @returns whether it will not be, however often it is tried */
  failed(step: string, message: string): boolean {
    return this.#count(`${step} ${message}`) >= MOST_FAILURES;
  }

  #count(key: string): number {
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count;
  }
}
