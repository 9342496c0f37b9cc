import { clipFacts } from '@codecsmith/experiment';
import { canonicalJson, toFactEvent, type Fact, type FactDraft } from '@codecsmith/kernel';
import { GENESIS_HASH, hashOf } from '@codecsmith/ledger';
import { campaignOf, clips, experimentIdOf, lifeOf } from './life.ts';

/** A fact with the text that the log keeps of it. */
export interface Sealed {
  readonly fact: Fact;
  readonly event: string;
}

/** Where a history goes on. */
export interface End {
  readonly position: number;
  readonly hash: string;
  /** Experiments so far. */
  readonly experiments: number;
}

export const EMPTY: End = { position: 0, hash: GENESIS_HASH, experiments: 0 };
const BEGAN = Date.UTC(2026, 0, 1);
const LIFE_MS = 20_000;
const STEP_MS = 2_000;

/** The facts of so many further experiments, in the order of the log; a history begins with its clips. */
export function* sealedHistory(count: number, end: End = EMPTY): Generator<Sealed> {
  let { position, hash } = end;
  const seal = (
    about: Pick<Fact, 'aggregate' | 'aggregateId' | 'version' | 'correlationId'>,
    draft: FactDraft,
    atMs: number,
  ): Sealed => {
    const unhashed: Omit<Fact, 'hash'> = {
      ...about,
      ...{ id: `${about.aggregateId}:${about.version}`, type: draft.type, schemaVersion: draft.schemaVersion },
      ...{ position: position + 1, occurredAt: new Date(atMs).toISOString(), data: draft.data },
      ...{ causationId: `history:${about.aggregateId}:${about.version}`, actor: 'user:history' },
    };
    const event = canonicalJson(toFactEvent(unhashed));
    ({ position, hash } = { position: position + 1, hash: hashOf(hash, event) });
    return { fact: { ...unhashed, hash }, event };
  };
  if (end.position === 0) {
    for (const clip of clips) {
      const about = { aggregate: 'clip', aggregateId: clip.digest, version: 1, correlationId: clip.digest };
      yield seal(about, { type: 'ClipAdded', schemaVersion: 1, data: clipFacts.ClipAdded.parse(clip) }, BEGAN);
    }
  }
  for (let index = end.experiments; index < end.experiments + count; index += 1) {
    const life = lifeOf(index);
    for (const [step, draft] of life.entries()) {
      const about = { aggregate: 'experiment', aggregateId: experimentIdOf(index), correlationId: campaignOf(index) };
      yield seal({ ...about, version: step + 1 }, draft, BEGAN + index * LIFE_MS + step * STEP_MS);
    }
  }
}
