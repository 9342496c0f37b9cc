import { campaignCommands, campaignFacts } from '@codecsmith/campaign';
import {
  anchorCommands,
  anchorFacts,
  clipCommands,
  clipFacts,
  experimentCommands,
  experimentFacts,
  legacyCommands,
  legacyFacts,
} from '@codecsmith/experiment';
import type { Fact } from '@codecsmith/kernel';
import type { z } from 'zod';

/** The verbs and facts of one kind of aggregate, each with the schema of its data. */
export interface Vocabulary {
  readonly commands: Readonly<Record<string, z.ZodType>>;
  readonly facts: Readonly<Record<string, z.ZodType>>;
}

/** Everything that is said on the bus, by aggregate. */
export const VOCABULARY = {
  experiment: { commands: experimentCommands, facts: experimentFacts },
  campaign: { commands: campaignCommands, facts: campaignFacts },
  clip: { commands: clipCommands, facts: clipFacts },
  anchor: { commands: anchorCommands, facts: anchorFacts },
  legacy: { commands: legacyCommands, facts: legacyFacts },
} as const satisfies Readonly<Record<string, Vocabulary>>;

type FactSchemas = typeof experimentFacts &
  typeof campaignFacts &
  typeof clipFacts &
  typeof anchorFacts &
  typeof legacyFacts;

/** A type of fact, of any aggregate; no two aggregates share one. */
export type FactType = keyof FactSchemas;
/** The data of one type of fact, as its schema reads it. */
export type FactData<Type extends FactType> = { [Each in Type]: z.output<FactSchemas[Each]> }[Type];

const AGGREGATES = new Map(
  Object.entries(VOCABULARY).flatMap(([aggregate, { facts }]) => Object.keys(facts).map((type) => [type, aggregate])),
);

const SCHEMAS = new Map<string, z.ZodType>(
  Object.entries(VOCABULARY).flatMap(([aggregate, { facts }]) =>
    Object.entries(facts).map(([type, schema]) => [`${aggregate}.${type}`, schema] as const),
  ),
);

/** The kind of aggregate that a type of fact belongs to. */
export function aggregateOf(type: FactType): string {
  const aggregate = AGGREGATES.get(type);
  if (aggregate === undefined) throw new Error(`no aggregate has a fact ${type}`);
  return aggregate;
}

/**
 * Reads the data of a fact by the schema of its type.
 *
 * @throws ZodError when the data are not what the schema says; Error for a type that no aggregate has
 */
export function readData<Type extends FactType>(fact: Pick<Fact, 'aggregate' | 'type' | 'data'>): FactData<Type> {
  const schema = SCHEMAS.get(`${fact.aggregate}.${fact.type}`);
  if (schema === undefined) throw new Error(`no fact ${fact.type} of ${fact.aggregate} is known`);
  return schema.parse(fact.data) as FactData<Type>;
}
