/** A program of its own: computes every view again from the log, beside a ledger that goes on. */
import { readConfig } from '@codecsmith/platform';
import { rebuildViews } from '@codecsmith/views';

const { LAB_LEDGER_DATABASE_URL } = readConfig(['LAB_LEDGER_DATABASE_URL']);
const position = await rebuildViews(LAB_LEDGER_DATABASE_URL);
process.stdout.write(`${JSON.stringify({ rebuiltTo: position })}\n`);
