import type { Page, PublicFact } from '@codecsmith/client';
import { toFactEvent, type Fact } from '@codecsmith/kernel';
import type { LabViews } from '@codecsmith/views';
import type { FactPageQuery } from '../problems/query.schema.ts';

export const publicFact = (fact: Fact): PublicFact => ({ ...toFactEvent(fact), hash: fact.hash });

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

  /** One page of the whole log. */
  async page({ after, limit }: FactPageQuery): Promise<Page<PublicFact>> {
    return pageOfFacts(await this.after(after, limit + 1), { after, limit });
  }

  /** Facts at positions after `after`: at most `limit` of all of them, or every one of one aggregate. */
  async after(after: number, limit: number, aggregateId?: string): Promise<Fact[]> {
    if (aggregateId === undefined) return this.views.factsFrom(after + 1, limit);
    return (await this.views.facts(aggregateId)).filter(({ position }) => position > after);
  }
}
