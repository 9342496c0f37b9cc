import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isAlive, markOf, type ProcessMark } from '@codecsmith/platform';
import pg from 'pg';
import { startTestNats } from './nats.ts';
import { startTestPostgres } from './postgres.ts';

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});

async function use<T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  started.push(server);
  return server;
}

/** Resolves when a process has ended; the test's limit ends what never does. */
async function gone(mark: ProcessMark): Promise<void> {
  while (await isAlive(mark)) await sleep(20);
}

async function rows(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('a test Postgres', () => {
  it('keeps what was committed over a kill -9, on the same port', async () => {
    const server = await use(startTestPostgres());
    await rows(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer');

    await server.kill9();
    await server.restart();

    expect(await rows(server.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('starts though the pid in its dead server’s lock file is somebody’s again', async () => {
    const server = await use(startTestPostgres());
    const data = await readlink(`/proc/${server.pid()}/cwd`);
    const { uid, gid } = await stat(data);
    await server.kill9();
    const stranger = spawn('sleep', ['infinity'], { uid, gid });
    started.push({ stop: () => Promise.resolve(void stranger.kill()) });
    const lockFile = join(data, 'postmaster.pid');
    const [, ...rest] = (await readFile(lockFile, 'utf8')).split('\n');
    await writeFile(lockFile, [stranger.pid, ...rest].join('\n'));

    await server.restart();

    expect(await rows(server.url, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
  });

  it('owns its database without being a superuser, and leaves nothing running', async () => {
    const server = await use(startTestPostgres());
    const pid = server.pid();

    expect(await rows(server.url, 'SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user')).toEqual(
      [{ rolsuper: false, rolcreaterole: true }],
    );

    await server.stop();
    expect(await markOf(pid)).toBeUndefined();
  });
});

describe('the servers of a process that is killed', () => {
  it('end with it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'codecsmith-killed-'));
    await chmod(folder, 0o755);
    const script = fileURLToPath(new URL('start-and-wait.ts', import.meta.url));
    const starter = spawn(process.execPath, ['--conditions=@codecsmith/source', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: folder },
    });
    const [line] = (await once(createInterface(starter.stdout), 'line')) as [string];
    const marks = JSON.parse(line) as ProcessMark[];
    expect(await Promise.all(marks.map(isAlive))).toEqual([true, true]);

    starter.kill('SIGKILL');

    await Promise.all(marks.map(gone));
    expect(await Promise.all(marks.map(isAlive))).toEqual([false, false]);
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });
});

describe('a test nats-server', () => {
  it('comes back on its port after a kill -9', async () => {
    const server = await use(startTestNats());
    const first = server.pid();

    await server.kill9();
    await server.restart();

    expect(server.pid()).not.toBe(first);
    expect(await markOf(first)).toBeUndefined();
  });
});
