/** What was found of a server that is not the lab's own. */
export interface ServerCheck {
  readonly name: string;
  /** Null when it does not answer. */
  readonly version: string | null;
  /** Each names what is wrong, its value, and what is allowed; empty when the server fits. */
  readonly problems: readonly string[];
}

/** Beyond this the times of facts and the logs of machines cannot be compared any more. */
const MOST_SKEW_MS = 2_000;

/**
 * How far the clock of a server is from this machine's; null when that is within what is allowed.
 *
 * @param atMs what the server's clock showed between the two times of this machine
 */
export function skewProblem(atMs: number, askedMs: number, answeredMs: number): string | null {
  const skewMs = atMs < askedMs ? atMs - askedMs : Math.max(0, atMs - answeredMs);
  if (Math.abs(skewMs) <= MOST_SKEW_MS) return null;
  const direction = skewMs > 0 ? 'ahead of' : 'behind';
  return `clock: ${Math.abs(skewMs / 1_000).toFixed(1)} s ${direction} this machine's; allowed: ${MOST_SKEW_MS / 1_000} s`;
}
