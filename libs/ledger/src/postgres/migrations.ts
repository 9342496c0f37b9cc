import { CreateLedger1795000000000 } from './create-ledger.migration.ts';
import { IndexLegacy1795000500000 } from './index-legacy.migration.ts';

/** Of the ledger's own tables, in their order. */
export const LEDGER_MIGRATIONS = [CreateLedger1795000000000, IndexLegacy1795000500000] as const;
