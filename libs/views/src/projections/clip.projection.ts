import { clipFacts } from '@codecsmith/experiment';
import type { Fact } from '@codecsmith/kernel';
import type { ClipRow } from '../tables/clip.table.ts';

/** The row that a fact of a clip makes, if it makes one; pure. */
export function clipRowOf(fact: Fact): ClipRow | undefined {
  if (fact.type !== 'ClipAdded') return undefined;
  const { fps, variantOf = null, source = null, assumptions = null, ...clip } = clipFacts.ClipAdded.parse(fact.data);
  return {
    ...clip,
    ...{ variantOf, source, assumptions },
    fpsNum: fps.num,
    fpsDen: fps.den,
    addedAt: new Date(fact.occurredAt),
    position: fact.position,
  };
}
