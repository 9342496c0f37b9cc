import type { Page, PublicFact } from '@codecsmith/client';
import { toFactEvent, type Fact } from '@codecsmith/kernel';
import { storedFact, type FactText } from '@codecsmith/ledger';
import type { LabViews } from '@codecsmith/views';
import type { FactPageQuery } from '../problems/query.schema.ts';

const publicFact = (fact: Fact): PublicFact => ({ ...toFactEvent(fact), hash: fact.hash });

/** One page of facts that are all at hand. */
export function pageOfFacts(facts: readonly Fact[], { after, limit }: FactPageQuery): Page<PublicFact> {
  const rest = facts.filter(({ position }) => position > after);
  const items = rest.slice(0, limit).map(publicFact);
  return { items, next: rest.length > limit ? String(items.at(-1)?.position) : null };
}

/** The log in the order of its positions. */
export class FactLog {
  constructor(private readonly views: LabViews) {}

  async headPosition(): Promise<number> {
    return (await this.views.head()).position;
  }

  /** Facts as the texts that are stored. */
  texts(range: Parameters<LabViews['factTexts']>[0]): Promise<FactText[]> {
    return this.views.factTexts(range);
  }

  /** One page of the whole log. */
  async page({ after, limit }: FactPageQuery): Promise<Page<PublicFact>> {
    const texts = await this.texts({ after, last: Number.MAX_SAFE_INTEGER, limit: limit + 1 });
    return pageOfFacts(texts.map(storedFact), { after, limit });
  }
}
