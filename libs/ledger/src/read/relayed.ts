import type { Query } from './query.ts';

/** Last position that the bus has confirmed; 0 before the first. */
export async function relayedPosition(query: Query): Promise<number> {
  const [mark] = await query<{ position: string }>('SELECT position FROM relay_mark');
  return Number(mark?.position ?? 0);
}
