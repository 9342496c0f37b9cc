import { CreateLedger1795000000000 } from './create-ledger.migration.ts';
import { CreateRelayRecords1795000700000 } from './create-relay-records.migration.ts';
import { IndexLegacy1795000500000 } from './index-legacy.migration.ts';

/** Of the ledger's own tables, in their order. */
export const LEDGER_MIGRATIONS = [
  CreateLedger1795000000000,
  IndexLegacy1795000500000,
  CreateRelayRecords1795000700000,
] as const;
