import { campaignCommands, campaignFacts } from '@codecsmith/campaign';
import {
  anchorCommands,
  anchorFacts,
  clipCommands,
  clipFacts,
  experimentCommands,
  experimentFacts,
} from '@codecsmith/experiment';
import type { z } from 'zod';

/** The verbs and facts of one kind of aggregate, each with the schema of its data. */
export interface Vocabulary {
  readonly commands: Readonly<Record<string, z.ZodType>>;
  readonly facts: Readonly<Record<string, z.ZodType>>;
}

/** Everything that is said on the bus, by aggregate. */
export const VOCABULARY: Readonly<Record<string, Vocabulary>> = {
  experiment: { commands: experimentCommands, facts: experimentFacts },
  campaign: { commands: campaignCommands, facts: campaignFacts },
  clip: { commands: clipCommands, facts: clipFacts },
  anchor: { commands: anchorCommands, facts: anchorFacts },
};
