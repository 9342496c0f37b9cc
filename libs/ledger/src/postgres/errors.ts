import { NotStorable, PositionTaken, StorageBusy, StorageFull } from '../port/storage.ts';

const UNIQUE_VIOLATION = '23505';
/** Keys that only a second writer can have taken. */
const WRITERS_KEYS = ['facts_pkey', 'facts_version', 'commands_pkey'];
/** Data exception, integrity constraint violation, program limit exceeded: the content is at fault. */
const CONTENT = ['22', '23', '54'];
const DISK_FULL = '53100';
/** Insufficient resources, lock not available, deadlock, cancelled statement: later it may work. */
const LATER = ['53', '55P03', '40', '57014'];

/** What an error of a statement inside a batch means for the writer. Errors that mean neither come back as they are. */
export function classify(error: unknown): unknown {
  const { code, constraint, message } = detailsOf(error);
  if (code === undefined) return error;
  if (code === UNIQUE_VIOLATION && WRITERS_KEYS.includes(constraint)) {
    return new PositionTaken(`another writer is at work: ${message}`, { cause: error });
  }
  if (CONTENT.some((prefix) => code.startsWith(prefix))) return new NotStorable(message, { cause: error });
  if (code === DISK_FULL) return new StorageFull(message, { cause: error });
  if (LATER.some((prefix) => code.startsWith(prefix))) return new StorageBusy(message, { cause: error });
  return error;
}

interface Details {
  readonly code: string | undefined;
  readonly constraint: string;
  readonly message: string;
}

/** Fields of a database error, whether pg threw it or TypeORM wrapped it. */
function detailsOf(error: unknown): Details {
  const source = isObject(error) && isObject(error['driverError']) ? error['driverError'] : error;
  if (!(source instanceof Error)) return { code: undefined, constraint: '', message: String(error) };
  const { code, constraint } = source as Error & { code?: unknown; constraint?: unknown };
  return {
    code: typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined,
    constraint: typeof constraint === 'string' ? constraint : '',
    message: source.message,
  };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
