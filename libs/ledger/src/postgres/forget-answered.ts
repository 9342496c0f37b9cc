import { Client } from 'pg';

/** How many rows were forgotten. */
export interface Forgotten {
  readonly commands: number;
  readonly leases: number;
}

/**
 * Forgets accepted commands and ended leases that are older than a moment. A command that is repeated even later is
 * decided anew: by then the state of its aggregate refuses what was done already.
 *
 * @param databaseUrl as the role that owns the tables
 */
export async function forgetAnswered(databaseUrl: string, before: Date): Promise<Forgotten> {
  const client = new Client({ connectionString: databaseUrl, application_name: 'codecsmith-forget' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const commands = await client.query('DELETE FROM commands WHERE accepted_at < $1', [before]);
    const leases = await client.query('DELETE FROM leases WHERE ended_at < $1', [before]);
    return { commands: commands.rowCount ?? 0, leases: leases.rowCount ?? 0 };
  } finally {
    await client.end();
  }
}
