import type { ModelAnswer } from './model.ts';
import type { Spend } from './spending.ts';

/** One call that was made, its answer, and what it came to. */
export interface PaidCall {
  /** Name of its reservation. */
  readonly reservation: string;
  readonly answer: ModelAnswer;
  readonly spent: Spend;
  /** The provider told the tokens; false: `spent` is an upper bound. */
  readonly counted: boolean;
}

/**
 * Keeps the answers of one draft, so that a draft that is asked for again, because something failed after the call, goes
 * on from what was paid for.
 */
export interface CallJournal {
  /** The answer of a turn (1, 2, …) that was kept before. */
  find(turn: number): Promise<PaidCall | undefined>;
  /**
   * Called before a call is made.
   *
   * @throws when answers cannot be kept now: then nothing must be asked
   */
  begin(turn: number): Promise<void>;
  /** Keeps an answer durably. */
  keep(turn: number, call: PaidCall): Promise<void>;
}

/** Keeps answers as long as the draft lasts. */
export class CallMemory implements CallJournal {
  readonly #calls = new Map<number, PaidCall>();

  find(turn: number): Promise<PaidCall | undefined> {
    return Promise.resolve(this.#calls.get(turn));
  }

  begin(): Promise<void> {
    return Promise.resolve();
  }

  keep(turn: number, call: PaidCall): Promise<void> {
    this.#calls.set(turn, call);
    return Promise.resolve();
  }
}
