import { chown, copyFile, chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@codecsmith/embedded';
import { Client } from 'pg';
import type { TestCertificates } from './certificates.ts';

/** A Postgres of one test file, on its own port, emptied at `stop`. */
export interface TestPostgres {
  /** Owner of the database: may create tables and roles, is no superuser. */
  readonly url: string;
  readonly port: number;
  readonly pid: () => number;
  /** Speaks TLS too from now on, with this certificate. */
  encrypt(files: TestCertificates): Promise<void>;
  /** Ends it and deletes its data. */
  stop(): Promise<void>;
  /** Kills the server as a crash would; data stay. */
  kill9(): Promise<void>;
  /** Starts it again on the same data and port. */
  restart(): Promise<void>;
}

export async function startTestPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'codecsmith-postgres-'));
  let server = await startPostgres({ folder, durable: false });
  const { url, port } = server;
  return {
    url,
    port,
    encrypt: (files) => encrypt(folder, port, files),
    pid: () => server.process.mark.pid,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
    kill9: () => server.kill9(),
    restart: async () => {
      await server.stop();
      server = await startPostgres({ folder, durable: false, port });
    },
  };
}

/** Postgres reads its key only as its own file, closed to others. */
async function encrypt(folder: string, port: number, files: TestCertificates): Promise<void> {
  const data = join(folder, 'data');
  const { uid, gid } = await stat(data);
  for (const [file, name] of [
    [files.certificate, 'server.crt'],
    [files.key, 'server.key'],
  ] as const) {
    await copyFile(file, join(data, name));
    await chmod(join(data, name), 0o600);
    await chown(join(data, name), uid, gid);
  }
  const password = (await readFile(join(folder, 'superuser.password'), 'utf8')).trim();
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' });
  await client.connect();
  await client.query('ALTER SYSTEM SET ssl = on');
  await client.query('SELECT pg_reload_conf()');
  await client.end();
}
