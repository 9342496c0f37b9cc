import { Client } from 'pg';
import { FACTS_CHANNEL } from '../postgres/write-batch.ts';
import { GENESIS_HASH, type Head } from '../port/ledger.ts';
import type { DurableMark } from './durable-marks.ts';
import type { LoggedFact } from './fact-message.ts';

interface Row {
  readonly position: string;
  readonly aggregate: string;
  readonly aggregate_id: string;
  readonly type: string;
  readonly event: string;
  readonly hash: string;
}

/** The relay's own connection: reads the log, hears of commits, keeps the mark. */
export class FactLog {
  private constructor(private readonly client: Client) {}

  /** @param onNews called after every commit that appended facts, and when the connection is gone */
  static async connect(url: string, onNews: () => void): Promise<FactLog> {
    const client = new Client({ connectionString: url, application_name: 'codecsmith-relay', keepAlive: true });
    // The next query on a broken connection rejects; waking the relay makes it ask.
    client.on('error', onNews);
    client.on('notification', onNews);
    await client.connect();
    await client.query(`LISTEN ${FACTS_CHANNEL}`);
    return new FactLog(client);
  }

  /** @throws Error when a position is missing */
  async from(position: number, limit: number): Promise<LoggedFact[]> {
    const { rows } = await this.client.query<Row>({
      name: 'relay-facts',
      text: `SELECT position, aggregate, aggregate_id, type, event, hash FROM facts
             WHERE position >= $1 ORDER BY position LIMIT $2`,
      values: [position, limit],
    });
    return rows.map((row, index) => {
      if (Number(row.position) !== position + index) throw new Error(`position ${position + index} is not in the log`);
      return { ...row, aggregateId: row.aggregate_id, position: Number(row.position) };
    });
  }

  async lastPosition(): Promise<number> {
    const { rows } = await this.client.query<{ last: string | null }>('SELECT max(position) AS last FROM facts');
    return Number(rows[0]?.last ?? 0);
  }

  /** How far the bus has confirmed. */
  async mark(): Promise<Head> {
    const { rows } = await this.client.query<{ position: string; hash: string }>(
      'SELECT position, hash FROM relay_mark',
    );
    const [mark] = rows;
    return mark === undefined
      ? { position: 0, hash: GENESIS_HASH }
      : { position: Number(mark.position), hash: mark.hash };
  }

  async setMark({ position, hash }: Head): Promise<void> {
    await this.client.query({
      name: 'relay-mark',
      text: `INSERT INTO relay_mark (position, hash) VALUES ($1, $2)
             ON CONFLICT (singleton) DO UPDATE SET position = excluded.position, hash = excluded.hash`,
      values: [position, hash],
    });
  }

  /** Writes down that the stream was not the log; position: the last fact that it was known to hold. */
  async noteRepair(position: number, fault: string): Promise<void> {
    await this.client.query('INSERT INTO relay_repairs (position, fault) VALUES ($1, $2)', [position, fault]);
  }

  async durableMarks(): Promise<DurableMark[]> {
    const { rows } = await this.client.query<{ name: string; acknowledged: string; config: DurableMark['config'] }>(
      'SELECT name, acknowledged, config FROM durable_marks',
    );
    return rows.map((row) => ({ ...row, acknowledged: Number(row.acknowledged) }));
  }

  async setDurableMarks(marks: readonly DurableMark[]): Promise<void> {
    for (const { name, acknowledged, config } of marks) {
      await this.client.query({
        name: 'durable-mark',
        text: `INSERT INTO durable_marks (name, acknowledged, config) VALUES ($1, $2, $3)
               ON CONFLICT (name) DO UPDATE SET acknowledged = excluded.acknowledged, config = excluded.config`,
        values: [name, acknowledged, JSON.stringify(config)],
      });
    }
  }

  close(): Promise<void> {
    return this.client.end();
  }
}
