import type { Query } from './query.ts';

/** Last position that the bus has confirmed; 0 before the first. */
export async function relayedPosition(query: Query): Promise<number> {
  const [mark] = await query<{ position: string }>('SELECT position FROM relay_mark');
  return Number(mark?.position ?? 0);
}

/** A time at which the stream was not the log, and was made anew from it. */
export interface RelayRepair {
  /** ISO 8601. */
  readonly at: string;
  /** The last position whose fact the stream was known to hold. */
  readonly position: number;
  readonly fault: string;
}

/** Every repair of stream FACTS, the oldest first. */
export async function relayRepairs(query: Query): Promise<RelayRepair[]> {
  const rows = await query<{ at: Date; position: string; fault: string }>(
    'SELECT repaired_at AS at, position, fault FROM relay_repairs ORDER BY id',
  );
  return rows.map(({ at, position, fault }) => ({ at: at.toISOString(), position: Number(position), fault }));
}
