import type { z } from 'zod';
import type { Command } from './command.ts';
import type { FactDraft } from './fact.ts';

type Schemas = Readonly<Record<string, z.ZodType>>;

/** A fact of any type that a record of schemas names, as a decision makes it. */
export type FactUnion<Facts extends Schemas, Version extends number = 1> = {
  [Type in keyof Facts & string]: FactDraft<Type, z.output<Facts[Type]>> & { readonly schemaVersion: Version };
}[keyof Facts & string];

/** A command of any verb that a record of schemas names, after its data was parsed. */
export type CommandUnion<Commands extends Schemas, Aggregate extends string = string> = {
  [Verb in keyof Commands & string]: Command<Verb, z.output<Commands[Verb]>, Aggregate>;
}[keyof Commands & string];
