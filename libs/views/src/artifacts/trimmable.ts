import type { Query } from '@codecsmith/ledger';

/** Reconstructions of so many of the latest experiments, and of so many of the best, are kept to look at. */
const KEPT = 20;

/**
 * Completed experiments whose reconstructions may be deleted: nothing happened to them since, they are neither among the
 * latest nor among the best, and no campaign crowned them.
 */
export async function trimmableExperiments(query: Query, unchangedSince: Date): Promise<string[]> {
  const rows = await query<{ id: string }>(
    `SELECT id FROM experiments WHERE outcome = 'completed' AND updated_at < $1
       AND id NOT IN (SELECT id FROM experiments WHERE outcome = 'completed' ORDER BY last_position DESC LIMIT $2)
       AND id NOT IN (SELECT id FROM experiments WHERE score IS NOT NULL ORDER BY score DESC LIMIT $2)
       AND id NOT IN (SELECT event::jsonb -> 'data' ->> 'experimentId' FROM facts WHERE type = 'ChampionCrowned')`,
    [unchangedSince, KEPT],
  );
  return rows.map(({ id }) => id);
}
