import { Client } from 'pg';
import { TEXT } from './entry.aggregate.ts';
import type { Appender } from './appender.ts';

const PAGE = 1_000;
const TABLE = `CREATE TABLE bare (position bigserial PRIMARY KEY, stream text NOT NULL, event text NOT NULL)`;
const EVENT = JSON.stringify({ type: 'ItemAppended', data: { text: TEXT } });

interface Waiting {
  readonly stream: string;
  readonly items: number;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** A loop of inserts on one connection; whatever waits when one commits shares the next. No rules, ids, hashes, views. */
export async function bareLog(url: string): Promise<Appender> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`DROP TABLE IF EXISTS bare`);
  await client.query(TABLE);
  await client.query('CREATE INDEX ON bare (stream)');
  const waiting: Waiting[] = [];
  let running = false;
  const drain = async (): Promise<void> => {
    running = true;
    while (waiting.length > 0) await commit(client, waiting.splice(0));
    running = false;
  };
  return {
    append: (stream, items) =>
      new Promise((done, failed) => {
        waiting.push({ stream, items, done, failed });
        if (!running) void drain();
      }),
    read: async (stream) =>
      (await client.query<{ event: string }>('SELECT event FROM bare WHERE stream = $1 ORDER BY position', [stream]))
        .rows,
    async replay() {
      let met = 0;
      let after = '0';
      for (;;) {
        const { rows } = await client.query<{ position: string; event: string }>({
          name: 'page',
          text: 'SELECT position, event FROM bare WHERE position > $1 ORDER BY position LIMIT $2',
          values: [after, PAGE],
        });
        for (const { event } of rows) JSON.parse(event);
        met += rows.length;
        after = rows.at(-1)?.position ?? after;
        if (rows.length < PAGE) return met;
      }
    },
    close: () => client.end(),
  };
}

async function commit(client: Client, batch: readonly Waiting[]): Promise<void> {
  const streams = batch.flatMap(({ stream, items }) => Array<string>(items).fill(stream));
  try {
    await client.query({
      name: 'append',
      text: 'INSERT INTO bare (stream, event) SELECT stream, $2 FROM unnest($1::text[]) AS stream',
      values: [streams, EVENT],
    });
    for (const { done } of batch) done();
  } catch (error) {
    for (const { failed } of batch) failed(error);
  }
}
