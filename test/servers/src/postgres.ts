import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@codecsmith/embedded';

/** A Postgres of one test file, on its own port, emptied at `stop`. */
export interface TestPostgres {
  /** Owner of the database: may create tables and roles, is no superuser. */
  readonly url: string;
  readonly port: number;
  readonly pid: () => number;
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
