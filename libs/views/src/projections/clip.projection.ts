import { clipFacts, type Clip } from '@codecsmith/experiment';
import type { Fact } from '@codecsmith/kernel';
import type { EntityManager } from 'typeorm';
import { clipTable, type ClipRow } from '../tables/clip.table.ts';

/**
 * The row of a clip after one of its facts, if it has one; pure. A set of frames has one row, under the name that people
 * gave it: parts that the lab cut are listed only where nobody named the same frames.
 */
export function clipRowAfter(before: ClipRow | undefined, fact: Fact): ClipRow | undefined {
  if (fact.type === 'ClipRemoved') return undefined;
  const { was, ...clip } = clipFacts.ClipRenamed.partial({ was: true }).parse(fact.data);
  if (before === undefined) return rowOf(fact, clip);
  if (clip.variantOf !== undefined && (was ?? clip.name) !== before.name) return before;
  return { ...rowOf(fact, clip), addedAt: before.addedAt, position: before.position };
}

function rowOf(fact: Fact, record: Clip): ClipRow {
  const { fps, variantOf = null, source = null, assumptions = null, ...clip } = record;
  return {
    ...clip,
    ...{ variantOf, source, assumptions },
    fpsNum: fps.num,
    fpsDen: fps.den,
    addedAt: new Date(fact.occurredAt),
    position: fact.position,
  };
}

/** Follows a fact of a clip in the table. */
export async function projectClip(fact: Fact, manager: EntityManager): Promise<void> {
  const digest = fact.aggregateId;
  const before = (await manager.findOneBy(clipTable, { digest })) ?? undefined;
  const after = clipRowAfter(before, fact);
  if (after === before) return;
  if (after === undefined) await manager.delete(clipTable, { digest });
  else if (before === undefined) await manager.insert(clipTable, after);
  else await manager.update(clipTable, { digest }, after);
}
