import { setImmediate as afterOthers } from 'node:timers/promises';

/** One piece of work between two looks at the network: followers that catch up never hold up other requests. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Resolves when it is the caller's turn. */
  next(): Promise<void> {
    this.#last = this.#last.then(() => afterOthers());
    return this.#last;
  }
}
