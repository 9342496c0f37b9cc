import { doubling } from '@codecsmith/kernel';

/** When and how often a call is repeated that had no answer: no connection, a rate limit, a server that is loading. */
export interface Backoff {
  /** Requests in all, once the patience is over. */
  readonly attempts: number;
  /** As long as this is not over, a call is repeated however often it was sent. */
  readonly patienceMs: number;
  /** First wait; each further one is twice as long. */
  readonly firstMs: number;
  /** No wait is longer, whatever the server hints. */
  readonly longestMs: number;
}

export const DEFAULT_BACKOFF: Backoff = { attempts: 5, patienceMs: 0, firstMs: 1000, longestMs: 30_000 };

/** Milliseconds to wait before the given attempt (2, 3, …): the server's hint, else exponential; bounded either way. */
export function waitBefore(attempt: number, hintMs: number | null, backoff: Backoff): number {
  return Math.min(backoff.longestMs, hintMs ?? doubling(backoff.firstMs, backoff.longestMs)(attempt - 1));
}

/** A server's hint in `retry-after-ms` or `retry-after` (seconds, or an HTTP date); null when it gives none. */
export function hintFrom(headers: Headers | undefined, nowMs: number): number | null {
  const exact = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (exact >= 0) return exact;
  const value = headers?.get('retry-after') ?? '';
  if (/^\d+(?:\.\d+)?$/u.test(value)) return Number.parseFloat(value) * 1000;
  const until = Date.parse(value);
  return Number.isNaN(until) ? null : Math.max(0, until - nowMs);
}
