import { Client } from 'pg';

/** What a lab of this age would hold: a third of experiments failed, the others have four runs on one of three clips. */
const STATEMENTS = [
  `INSERT INTO clips
   SELECT md5('clip' || i) || md5('clip' || i), 'clip-' || i, 352, 288, 25, 1, 60, 'yuv420p', NULL, NULL, 9123840, false, now(), i
   FROM generate_series(0, 2) AS i`,
  `INSERT INTO experiments
   SELECT 'exp-' || substr(md5(i::text), 1, 20), 'campaign-' || i % 40, 'concluded', 8, now(),
     CASE WHEN failed THEN (ARRAY['rejected', 'crashed', 'timed_out', 'output_invalid'])[1 + i % 4] ELSE 'completed' END,
     CASE WHEN failed THEN 'cause_' || i % 9 END, CASE WHEN failed THEN 'it failed at line ' || i % 300 END,
     'template', 'cpu', ARRAY['clip-' || i % 3],
     CASE WHEN i > 40 THEN ARRAY['exp-' || substr(md5((i - 40)::text), 1, 20)] ELSE '{}' END,
     NULL, md5('code' || i) || md5('code' || i), 'python', 'dct', 1, 'executor', CASE WHEN failed THEN NULL ELSE random() * 200 - 150 END,
     NULL, '{}', moment, moment, moment, i * 8, i * 8 + 7, 8
   FROM (SELECT i, i % 3 = 0 AS failed, now() - (($1::int - i) || ' seconds')::interval AS moment
         FROM generate_series(1, $1::int) AS i) AS life`,
  `INSERT INTO measurements
   SELECT e.id, c.digest, q, round(q * 1000 * (0.5 + r)), q * 10 * (0.5 + r), q * 0.01, 25 + q * 0.2 + r, 26 + q * 0.2 + r,
     0.7 + q * 0.003, false, 500 + 1000 * r, 200 + 300 * r, e.last_position
   FROM (SELECT *, random() AS r FROM experiments WHERE outcome = 'completed') AS e
   JOIN clips c ON c.name = e.clips[1] CROSS JOIN unnest(ARRAY[20, 40, 60, 80]) AS q`,
];

/** Fills the views of an empty lab with the histories of so many experiments. */
export async function addManyExperiments(databaseUrl: string, count: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const statement of STATEMENTS) await client.query(statement, statement.includes('$1') ? [count] : []);
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}
