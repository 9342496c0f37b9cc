import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNats } from '@codecsmith/embedded';

export interface TestNatsOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** The `authorization` block of its configuration; default: it takes everybody. */
  readonly authorization?: string;
}

/** A nats-server with JetStream of one test file, on its own port, emptied at `stop`. */
export interface TestNats {
  readonly url: string;
  readonly port: number;
  readonly version: string;
  readonly pid: () => number;
  /** Ends it and deletes its data. */
  stop(): Promise<void>;
  /** Kills the server as a crash would; data stay. */
  kill9(): Promise<void>;
  /** Starts it again on the same port; `wipe` deletes its data before, as a lost disk would. */
  restart(options?: { wipe?: boolean }): Promise<void>;
}

export async function startTestNats(options: TestNatsOptions = {}): Promise<TestNats> {
  const folder = await mkdtemp(join(tmpdir(), 'codecsmith-nats-'));
  let server = await startNats({ folder, durable: false, ...options });
  const { url, port, version } = server;
  return {
    url,
    port,
    version,
    pid: () => server.process.mark.pid,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
    kill9: () => server.kill9(),
    restart: async ({ wipe = false } = {}) => {
      await server.stop();
      if (wipe) await rm(join(folder, 'store'), { recursive: true, force: true });
      server = await startNats({ folder, durable: false, ...options, port });
    },
  };
}
