import type { EntityManager } from 'typeorm';

/** A campaign in a list. */
export interface ListedCampaign {
  readonly id: string;
  readonly firstPosition: number;
  /** Position of the last fact of the campaign or of any of its experiments. */
  readonly changedAt: number;
}

/** Newest first; `before` is the first position of the last one seen. */
export async function listCampaigns(
  manager: EntityManager,
  { before, limit, id }: { before?: number | undefined; limit: number; id?: string | undefined },
): Promise<ListedCampaign[]> {
  const rows = await manager.query<{ id: string; firstPosition: string; changedAt: string }[]>(
    `SELECT id, first_position AS "firstPosition", greatest(last_position,
       (SELECT max(last_position) FROM experiments WHERE campaign = c.id)) AS "changedAt"
     FROM campaigns c WHERE ($1::bigint IS NULL OR first_position < $1) AND ($3::text IS NULL OR id = $3)
     ORDER BY first_position DESC LIMIT $2`,
    [before ?? null, limit, id ?? null],
  );
  return rows.map((row) => ({ ...row, firstPosition: Number(row.firstPosition), changedAt: Number(row.changedAt) }));
}

/** How often each sealed clip, by digest, was shown to the champion of a campaign. */
export async function sealOpenings(manager: EntityManager): Promise<ReadonlyMap<string, number>> {
  const rows = await manager.query<{ clip: string; count: number }[]>(
    'SELECT clip, count(*)::int AS count FROM campaigns, unnest(opened) AS clip GROUP BY clip',
  );
  return new Map(rows.map(({ clip, count }) => [clip, count]));
}

/** Ids of the campaign and of all experiments that it requested so far. */
export async function partsOfCampaign(manager: EntityManager, id: string): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>('SELECT id FROM experiments WHERE campaign = $1', [id]);
  return [id, ...rows.map((row) => row.id)];
}
