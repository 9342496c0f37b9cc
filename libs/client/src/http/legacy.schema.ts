import { legacyFacts } from '@codecsmith/experiment';
import { z } from 'zod';
import { time } from './time.schema.ts';

/** A record of the earlier system: what that system said, not what this lab measured. */
export const legacyExperimentSchema = legacyFacts.LegacyExperimentImported.extend({
  id: z.string(),
  position: z.int(),
  importedAt: time,
});
export type LegacyExperiment = z.infer<typeof legacyExperimentSchema>;
