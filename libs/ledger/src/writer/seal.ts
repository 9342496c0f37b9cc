import { canonicalJson, toFactEvent, type Command, type Fact, type FactDraft } from '@codecsmith/kernel';
import { createHash } from 'node:crypto';
import type { Head } from '../port/ledger.ts';
import type { SealedFact } from '../port/storage.ts';

/** Hex sha256 over the previous fact's hash (its 64 hex characters) followed by the canonical text (UTF-8). */
export const hashOf = (previousHash: string, event: string): string =>
  createHash('sha256').update(previousHash).update(event).digest('hex');

/** Where a draft lands in its aggregate and in time. */
export interface Place {
  readonly version: number;
  readonly occurredAt: string;
  readonly correlationId: string;
}

/** Gives a draft its place in the log, its canonical text and its hash. */
export function seal(draft: FactDraft, command: Command, place: Place, after: Head): SealedFact {
  const unhashed: Omit<Fact, 'hash'> = {
    id: `${command.aggregateId}:${place.version}`,
    type: draft.type,
    schemaVersion: draft.schemaVersion,
    aggregate: command.aggregate,
    aggregateId: command.aggregateId,
    version: place.version,
    position: after.position + 1,
    occurredAt: place.occurredAt,
    causationId: command.id,
    correlationId: place.correlationId,
    actor: command.actor,
    ...(command.traceparent === undefined ? {} : { traceparent: command.traceparent }),
    data: draft.data,
  };
  const event = canonicalJson(toFactEvent(unhashed));
  return { fact: { ...unhashed, hash: hashOf(after.hash, event) }, event };
}
