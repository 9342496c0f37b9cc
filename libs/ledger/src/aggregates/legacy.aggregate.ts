import { createHash } from 'node:crypto';
import {
  legacyCommands,
  legacyDecider,
  type LegacyCommand,
  type LegacyFact,
  type LegacyRecord,
  type LegacyState,
} from '@codecsmith/experiment';
import { defineAggregate } from '../port/aggregate.ts';

const ID_HEX_CHARACTERS = 20;

/** Id of a record of the earlier system: the same record is the same aggregate. */
export const legacyIdFor = (legacyId: string): string =>
  `legacy-${createHash('sha256').update(legacyId).digest('hex').slice(0, ID_HEX_CHARACTERS)}`;

/** A record of the earlier system as the ledger keeps it. */
export const legacyAggregate = defineAggregate<LegacyState, typeof legacyCommands, LegacyFact, object, LegacyCommand>({
  bringsWork: ['import'],
  name: 'legacy',
  commands: legacyCommands,
  decider: legacyDecider,
  context: () => ({}),
  idFor: ({ data }) => legacyIdFor((data as LegacyRecord).legacyId),
});
