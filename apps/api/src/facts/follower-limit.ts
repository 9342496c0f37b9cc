import { Problem } from '../problems/problem.ts';

/** Far beyond a dashboard's tabs and a lab's programs. */
export const DEFAULT_FOLLOWERS = 256;

/** How many streams one token may have open at a time. */
export class FollowerLimit {
  readonly #open = new Map<string, number>();

  constructor(private readonly most: number) {}

  /**
   * Runs one follower of a token.
   *
   * @throws Problem when the token has as many as it may
   */
  async within(token: string, follow: () => Promise<void>): Promise<void> {
    const open = this.#open.get(token) ?? 0;
    if (open >= this.most) {
      const detail = `${token} follows the log ${open} times already: ${this.most} are allowed; end one, then try again`;
      throw Problem.of(429, 'too_many_followers', detail, { allowed: [`at most ${this.most}`] });
    }
    this.#open.set(token, open + 1);
    try {
      await follow();
    } finally {
      const left = (this.#open.get(token) ?? 1) - 1;
      if (left === 0) this.#open.delete(token);
      else this.#open.set(token, left);
    }
  }
}
