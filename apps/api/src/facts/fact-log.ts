import { toFactEvent, type Fact, type FactEvent } from '@codecsmith/kernel';
import type { LabViews } from '@codecsmith/views';

/** A fact as it leaves the lab: its CloudEvent with the hash as an extension attribute. */
export type PublicFact = FactEvent & { readonly hash: string };

export const publicFact = (fact: Fact): PublicFact => ({ ...toFactEvent(fact), hash: fact.hash });

/** The log in the order of its positions. */
export class FactLog {
  constructor(private readonly views: LabViews) {}

  async headPosition(): Promise<number> {
    return (await this.views.head()).position;
  }

  /** Facts at positions after `after`: at most `limit` of all of them, or every one of one aggregate. */
  async after(after: number, limit: number, aggregateId?: string): Promise<Fact[]> {
    if (aggregateId === undefined) return this.views.factsFrom(after + 1, limit);
    return (await this.views.facts(aggregateId)).filter(({ position }) => position > after);
  }
}
