import { answerSchema, beatVerdictSchema, factEventSchema, leaseBeatSchema, NAMESPACE } from '@codecsmith/kernel';
import { z } from 'zod';
import { takeWorkSchema, workTakenSchema } from '../work/work-token.ts';
import { wireCommandSchema } from '../messages/command.schema.ts';
import { followingSchema, followSchema } from '../facts/follow.ts';
import { quarantinedSchema } from '../messages/quarantine.ts';
import { VOCABULARY, type Vocabulary } from '../messages/vocabulary.ts';

/** A JSON Schema, of the draft that AsyncAPI builds on. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Name of a command's schema, such as `experiment.request`. */
export const commandName = (aggregate: string, verb: string): string => `commands/${aggregate}.${verb}`;
/** Name of a fact's schema, such as `experiment.CandidateDrafted`. */
export const factName = (aggregate: string, type: string): string => `facts/${aggregate}.${type}`;

/** Schema of every payload on the bus, by the name of its file without `.json`. */
export function messageSchemas(): Map<string, JsonSchema> {
  const schemas = new Map<string, JsonSchema>([
    ['answer', received('Answer of the ledger, after its commit', answerSchema)],
    ['lease-beat', sent('A sign of life from the holder of a lease', leaseBeatSchema)],
    ['beat-verdict', received('Whether the holder of a lease goes on', beatVerdictSchema)],
    ['follow', sent('Asks for a durable of one’s own in stream FACTS', followSchema)],
    ['following', received('The durable, or why there is none', followingSchema)],
    ['take-work', sent('Asks for the token of a fact in hand', takeWorkSchema)],
    ['work-taken', received('The token, or why there is none', workTakenSchema)],
    ['quarantined', received('A message that could not be handled', quarantinedSchema)],
  ]);
  for (const [aggregate, { commands, facts }] of Object.entries<Vocabulary>(VOCABULARY)) {
    for (const [verb, data] of Object.entries(commands)) {
      const command = wireCommandSchema.extend({ data });
      schemas.set(commandName(aggregate, verb), sent(`Command ${aggregate}.${verb}`, command));
    }
    for (const [type, data] of Object.entries(facts)) {
      const event = factEventSchema.extend({ type: z.literal(`${NAMESPACE}.fact.${aggregate}.${type}`), data });
      schemas.set(factName(aggregate, type), received(`Fact ${type} of ${aggregate}`, event));
    }
  }
  return schemas;
}

/** What a sender may write: fields with a default may be left out. */
const sent = (title: string, schema: z.ZodType): JsonSchema => jsonSchema(title, schema, 'input');
/** What a receiver may rely on. */
const received = (title: string, schema: z.ZodType): JsonSchema => jsonSchema(title, schema, 'output');

function jsonSchema(title: string, schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const made = z.toJSONSchema(schema, { target: 'draft-07', io, override: openToAdditions });
  return { title, ...made };
}

/** Additions keep the version, so that a reader must not mind fields that it does not know. */
function openToAdditions({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }): void {
  const { def } = zodSchema._zod;
  if (def.type === 'object' && def.catchall === undefined) delete jsonSchema.additionalProperties;
}
