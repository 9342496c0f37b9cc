import { factEventSchema } from '@codecsmith/kernel';
import { z } from 'zod';

/** A fact as it leaves the lab: its CloudEvent with the hash as an extension attribute. */
export const publicFactSchema = factEventSchema.extend({ hash: z.string() });
export type PublicFact = z.infer<typeof publicFactSchema>;
