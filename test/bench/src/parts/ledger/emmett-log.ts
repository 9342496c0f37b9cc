import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { TEXT } from './entry.aggregate.ts';
import type { Appender } from './appender.ts';

/** Fetched on request into the bench's own folder: its peers (an older commander, a driver of MongoDB) are not for the lab. */
export const EMMETT = '@event-driven-io/emmett-postgresql@0.42.0';
const PAGE = 1_000;

/** What is used of it. */
interface EventStore {
  appendToStream(stream: string, events: readonly { type: string; data: unknown }[]): Promise<unknown>;
  readStream(stream: string): Promise<{ readonly events: readonly unknown[] }>;
  close(): Promise<void>;
}
interface Emmett {
  readonly getPostgreSQLEventStore: (url: string) => EventStore;
}

/** @throws Error when no registry answers */
export async function installEmmett(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', EMMETT], { cwd: folder });
}

/** Emmett with its own pool and schema, as its documentation starts it. */
export async function emmettLog(folder: string, url: string): Promise<Appender> {
  const path = createRequire(join(folder, 'package.json')).resolve('@event-driven-io/emmett-postgresql');
  const { getPostgreSQLEventStore } = (await import(pathToFileURL(path).href)) as Emmett;
  const store = getPostgreSQLEventStore(url);
  const events = [1, 2, 3].map((items) =>
    Array.from({ length: items }, () => ({ type: 'ItemAppended', data: { text: TEXT } })),
  );
  const reader = new Client({ connectionString: url });
  await reader.connect();
  return {
    async append(stream, items) {
      await store.appendToStream(stream, events[items - 1] ?? []);
    },
    read: async (stream) => (await store.readStream(stream)).events,
    // What its processors read batches with, by the same statement on a plain connection.
    async replay() {
      let met = 0;
      let after = '0';
      for (;;) {
        const { rows } = await reader.query<{ global_position: string }>(
          `SELECT stream_id, stream_position, global_position, message_data, message_metadata, message_schema_version,
             message_type, message_id FROM emt_messages
           WHERE partition = 'emt:default' AND is_archived = FALSE AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())
             AND global_position > $1 ORDER BY transaction_id, global_position LIMIT $2`,
          [after, PAGE],
        );
        met += rows.length;
        after = rows.at(-1)?.global_position ?? after;
        if (rows.length < PAGE) return met;
      }
    },
    async close() {
      await reader.end();
      await store.close();
    },
  };
}
