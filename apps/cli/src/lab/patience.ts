/** A look later than this counts no more: the machine slept, or had no time for this process either. */
const LONGEST_LOOK_MS = 2_000;

/**
 * Decides whether waiting still makes sense: as long as something new is seen. How long it takes says nothing, since a
 * busy machine starts everything slowly; a state that was seen before is no movement, since parts can go in circles.
 */
export class Patience {
  private readonly seen = new Set<string>();
  private readonly limitMs: number;
  private stillMs = 0;
  private lookedMs: number;

  /** @param limitMs how long nothing new may be seen */
  constructor(limitMs: number, nowMs: number) {
    this.limitMs = limitMs;
    this.lookedMs = nowMs;
  }

  /** @returns whether nothing new was seen for the whole limit, by looks that were really taken */
  isOver(states: readonly string[], nowMs: number): boolean {
    const moved = states.some((state) => !this.seen.has(state));
    for (const state of states) this.seen.add(state);
    this.stillMs = moved ? 0 : this.stillMs + Math.min(nowMs - this.lookedMs, LONGEST_LOOK_MS);
    this.lookedMs = nowMs;
    return this.stillMs >= this.limitMs;
  }
}
