import { campaignFacts } from '@codecsmith/campaign';
import { anchorFacts, clipFacts, experimentFacts, legacyFacts, versionOf } from '@codecsmith/experiment';
import { NAMESPACE, type Fact } from '@codecsmith/kernel';
import type { z } from 'zod';
import type { Aggregate } from './commands.ts';

/** The schemas that the lab's own code reads facts with, by aggregate and type. */
const FACTS = {
  experiment: experimentFacts,
  campaign: campaignFacts,
  clip: clipFacts,
  anchor: anchorFacts,
  legacy: legacyFacts,
} as const;

export type FactType<A extends Aggregate> = keyof (typeof FACTS)[A] & string;

/** One type of fact, such as `FactOf<'experiment', 'ExperimentConcluded'>`. */
export type FactOf<A extends Aggregate, T extends FactType<A>> = (typeof FACTS)[A][T] extends z.ZodType
  ? Fact<T, z.output<(typeof FACTS)[A][T]>> & { readonly aggregate: A }
  : never;

/** Every fact that this client knows; `type` tells which one it is. */
export type KnownFact = { [A in Aggregate]: { [T in FactType<A>]: FactOf<A, T> }[FactType<A>] }[Aggregate];

/**
 * A fact with its data as its newest schema reads it: data of older versions are brought up to date.
 *
 * @returns undefined for a fact that is newer than this client
 * @throws ZodError when the data of a known fact is not what its schema says
 */
export function knownFact(fact: Fact): KnownFact | undefined {
  const schemas = new Map<string, Readonly<Record<string, z.ZodType>>>(Object.entries(FACTS)).get(fact.aggregate);
  if (schemas === undefined || !Object.hasOwn(schemas, fact.type) || fact.schemaVersion > versionOf(fact.type))
    return undefined;
  return { ...fact, schemaVersion: versionOf(fact.type), data: schemas[fact.type]?.parse(fact.data) } as KnownFact;
}

/**
 * Subject filter for facts: all of them, those of one kind of aggregate, one type, or one aggregate.
 * `ExecutionQueued` has its lane between type and id, so a filter by aggregate alone does not see it.
 */
export function factFilter(filter: { aggregate?: string; type?: string; aggregateId?: string } = {}): string {
  const tokens = [NAMESPACE, 'fact', filter.aggregate ?? '*', filter.type ?? '*'];
  if (filter.aggregateId !== undefined && filter.type === 'ExecutionQueued') tokens.push('*');
  if (filter.aggregateId !== undefined) return [...tokens, filter.aggregateId].join('.');
  if (filter.type !== undefined) return [...tokens, '>'].join('.');
  return filter.aggregate === undefined ? `${NAMESPACE}.fact.>` : [NAMESPACE, 'fact', filter.aggregate, '>'].join('.');
}

/** Whether this fact ends its experiment. */
export const isConcluding = (fact: Pick<Fact, 'type'>): boolean => fact.type === 'ExperimentConcluded';
