import { Client } from 'pg';
import { skewProblem, type ServerCheck } from './server-check.ts';

const OLDEST = 13;
const NEWEST = 18;
const ANSWER_LIMIT_MS = 10_000;

interface Row {
  readonly version: string;
  readonly number: number;
  readonly creates: boolean;
  readonly has_reader: boolean;
  readonly makes_roles: boolean;
  readonly fsync: string;
  readonly commit: string;
  readonly now_ms: number;
}

const LOOK = `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
  has_schema_privilege('public', 'CREATE') AS creates,
  EXISTS (SELECT FROM pg_roles WHERE rolname = 'lab_reader') AS has_reader,
  (SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user) AS makes_roles,
  current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
  extract(epoch FROM clock_timestamp())::float8 * 1000 AS now_ms`;

/** Compares a Postgres that is not the lab's own with what the ledger needs. */
export async function checkGivenPostgres(url: string): Promise<ServerCheck> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: ANSWER_LIMIT_MS });
  try {
    await client.connect();
    const askedMs = Date.now();
    const { rows } = await client.query<Row>(LOOK);
    const [row] = rows;
    if (row === undefined) throw new Error('it answered nothing');
    const problems = [...problemsOf(row), skewProblem(row.now_ms, askedMs, Date.now()), await poolerProblem(client)];
    return { name: 'postgres', version: row.version, problems: problems.filter((each) => each !== null) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { name: 'postgres', version: null, problems: [`does not answer: ${reason}`] };
  } finally {
    await client.end().catch(() => undefined);
  }
}

function problemsOf(row: Row): (string | null)[] {
  const major = Math.floor(row.number / 10_000);
  return [
    major >= OLDEST && major <= NEWEST ? null : `version: ${row.version}; allowed: ${OLDEST} to ${NEWEST}`,
    row.creates ? null : 'rights: its role may not CREATE in schema public; the ledger makes its tables there',
    row.has_reader || row.makes_roles
      ? null
      : 'rights: there is no role lab_reader, and this role may not make one: CREATE ROLE lab_reader NOLOGIN',
    row.fsync === 'on' ? null : `fsync: ${row.fsync}; allowed: on, or an accepted fact can be lost`,
    row.commit === 'off' ? 'synchronous_commit: off; allowed: any other, or an accepted fact can be lost' : null,
  ];
}

/** The writer's lock belongs to a session: behind a pooler that shares sessions between transactions it protects nothing. */
async function poolerProblem(client: Client): Promise<string | null> {
  const pid = async () => (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;
  const pids = new Set([await pid(), await pid(), await pid()]);
  return pids.size === 1 ? null : 'pooler: sessions change between statements; connect to Postgres itself';
}
