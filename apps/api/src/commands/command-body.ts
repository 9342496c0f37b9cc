import { z } from 'zod';

/** An id that the sender chooses: the same id again returns the first answer. */
const commandId = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'text without control characters');

/**
 * The body of a command: the id, and the fields of the command, whose values the ledger checks. Other fields are
 * refused.
 */
export const commandBody = <Ids extends z.ZodRawShape>(command: z.ZodObject, ids: Ids) =>
  z.strictObject({ ...fieldsOf(command), id: commandId.optional(), ...ids });

const fieldsOf = ({ shape }: z.ZodObject): Record<string, z.ZodType> =>
  Object.fromEntries(Object.keys(shape).map((name) => [name, z.unknown().optional()]));
