import { isConcluding, type Fact, type LabClient } from '@codecsmith/client';
import { summaryOf } from './fact-line.ts';

export interface WaitOptions {
  readonly signal?: AbortSignal;
  /** Hears of every fact of the experiments waited for, in order. */
  readonly onFact?: (fact: Fact) => void;
}

/** Waits until all these experiments have ended, reading the log from `after` on. */
export async function waitForAll(
  client: LabClient,
  experimentIds: Iterable<string>,
  after: number,
  options: WaitOptions = {},
): Promise<void> {
  const open = new Set(experimentIds);
  const followed = { after, ...(options.signal === undefined ? {} : { signal: options.signal }) };
  for await (const fact of client.followFacts(followed)) {
    if (!open.has(fact.aggregateId)) continue;
    options.onFact?.(fact);
    if (isConcluding(fact)) open.delete(fact.aggregateId);
    if (open.size === 0) return;
  }
  options.signal?.throwIfAborted();
}

/** One line for people: when, what, and what it says. */
export function progressLine(fact: Fact): string {
  const summary = summaryOf(fact);
  return `${fact.occurredAt.slice(11, 19)}  ${fact.type}${summary === '' ? '' : `  ${summary}`}`;
}
