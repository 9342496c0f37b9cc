import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SearchHistory, summarize } from '@codecsmith/campaign';
import { knownFact } from '@codecsmith/client';
import { experimentFacts, versionOf } from '@codecsmith/experiment';
import { canonicalJson, fromFactEvent, type Fact } from '@codecsmith/kernel';
import { GENESIS_HASH, hashOf, openLedger, PostgresStorage } from '@codecsmith/ledger';
import { CORE_METRICS } from '@codecsmith/quality';
import { describeWithShared, startTestPostgres, type TestPostgres } from '@codecsmith/test-servers';
import {
  auditLog,
  buildExperimentDocument,
  coreViews,
  LabViews,
  MeasurementProjector,
  rebuildViews,
} from '@codecsmith/views';
import { Client } from 'pg';
import { insertFacts } from './fill-lab.ts';
import type { Sealed } from './sealed-history.ts';

/** A log as the api gives it: one CloudEvent a line, with its hash. */
function readLog(path: string): Sealed[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const { hash, ...event } = JSON.parse(line) as { hash: string };
    return { fact: fromFactEvent(event, hash), event: canonicalJson(event) };
  });
}

/** The views as release 0.1.0 had them. */
const OLD_VIEWS = [
  'DROP TABLE measurements',
  `CREATE TABLE measurements (experiment_id text NOT NULL, clip text NOT NULL, quality integer NOT NULL,
     bytes bigint NOT NULL, kbps double precision NOT NULL, bpp double precision NOT NULL, psnr_y double precision,
     psnr_yuv611 double precision, ssim_y double precision NOT NULL, lossless boolean NOT NULL,
     encode_ms double precision NOT NULL, decode_ms double precision NOT NULL, position bigint NOT NULL,
     PRIMARY KEY (experiment_id, clip, quality))`,
  `INSERT INTO view_checkpoints VALUES ('measurements', 100000)
     ON CONFLICT (view) DO UPDATE SET position = excluded.position`,
  'ALTER TABLE clips DROP COLUMN variant_of, DROP COLUMN source, DROP COLUMN assumptions',
  `DELETE FROM migrations WHERE name LIKE 'MetricColumns%' OR name LIKE 'DescribeClips%'`,
];

function replays(path: string): void {
  const log = readLog(path);
  const facts = log.map(({ fact }) => fact);
  const of = (type: string): Fact[] => facts.filter((fact) => fact.type === type);

  it('has a chain that is unchanged byte for byte, from its first fact to its last', () => {
    let previous = GENESIS_HASH;
    for (const { fact, event } of log) {
      expect(fact.hash).toBe(hashOf(previous, event));
      previous = fact.hash;
    }
    expect(new Set(facts.map(({ schemaVersion }) => schemaVersion))).toEqual(new Set([1]));
  });

  it('has facts that programs read in their newest version', () => {
    for (const fact of facts) expect(knownFact(fact)?.schemaVersion).toBe(versionOf(fact.type));
    for (const { data } of of('CandidateMeasured')) {
      for (const { metrics } of experimentFacts.CandidateMeasured.parse(data).measurements) {
        expect(Object.keys(metrics)).toEqual(expect.arrayContaining([...CORE_METRICS]));
      }
    }
  });

  it('has campaigns that come to what they came to', () => {
    for (const stopped of of('CampaignStopped')) {
      const history = new SearchHistory(stopped.aggregateId);
      for (const fact of facts) history.take(fact);
      const { champion } = stopped.data as { champion: { experimentId: string; score: number } | null };
      expect(history.state).toMatchObject({ phase: 'stopped' });
      expect(summarize(history).champion?.score ?? null).toBe(champion?.score ?? null);
    }
  });

  describe('in a database', () => {
    let postgres: TestPostgres;
    beforeAll(async () => {
      postgres = await startTestPostgres();
      await migrate();
      await asOwner((client) => insertFacts(client, log));
      await rebuildViews(postgres.url);
    }, 120_000);
    afterAll(() => postgres.stop());

    const migrate = async (): Promise<void> => {
      const storage = new PostgresStorage({ url: postgres.url, views: [coreViews] });
      await (await openLedger(storage, { aggregates: [] })).close();
    };
    const asOwner = async (act: (client: Client) => Promise<unknown>): Promise<void> => {
      const client = new Client({ connectionString: postgres.url });
      await client.connect();
      await act(client).finally(() => client.end());
    };
    const measured = [...new Set(of('CandidateMeasured').map(({ aggregateId }) => aggregateId))].sort();

    it('passes the audit, with every view as the log gives it', async () => {
      const report = await auditLog({ databaseUrl: postgres.url });
      expect(report).toMatchObject({ facts: log.length, findings: [] });
    });

    it('shows every experiment and lists the measured ones by a metric', async () => {
      const views = await LabViews.open(postgres.url);
      try {
        for (const { aggregateId } of of('CandidateMeasured')) {
          const { runs } = buildExperimentDocument(await views.facts(aggregateId));
          for (const run of runs) expect(run).toHaveProperty('psnr_y');
        }
        const [first] = of('CandidateMeasured');
        const [run] = experimentFacts.CandidateMeasured.parse(first?.data).measurements;
        const place = { clip: run?.clip ?? '', quality: run?.quality ?? 0 };
        const order = { sort: 'ssim_y_ffmpeg', order: 'desc' } as const;
        const { items } = await views.experiments({}, { limit: 200 }, order, place);
        const values = items.map((item) => item.run?.ssim_y_ffmpeg ?? NaN);
        expect(values.length).toBeGreaterThan(0);
        expect(values).toEqual(values.toSorted((a, b) => b - a));
      } finally {
        await views.close();
      }
    });

    it('brings the views of release 0.1.0 up to date', async () => {
      await asOwner(async (client) => {
        for (const statement of OLD_VIEWS) await client.query(statement);
      });
      await migrate();
      const projector = await MeasurementProjector.open(postgres.url);
      await projector.catchUp().finally(() => projector.close());
      await asOwner(async (client) => {
        const { rows } = await client.query<{ experiment_id: string; missing: boolean }>(
          `SELECT experiment_id, bool_or(NOT metrics ? 'psnr_y') AS missing FROM measurements
           GROUP BY experiment_id ORDER BY experiment_id COLLATE "C"`,
        );
        expect(rows).toEqual(measured.map((id) => ({ experiment_id: id, missing: false })));
      });
      expect(await auditLog({ databaseUrl: postgres.url })).toMatchObject({ findings: [] });
    });
  });
}

describe('the log of a small lab of release 0.1.0', () =>
  replays(fileURLToPath(new URL('../0.1.0/small-lab.jsonl', import.meta.url))));

describeWithShared('the log of model campaigns of release 0.1.0', ['histories/0.1.0/model-campaigns.jsonl'], ([path]) =>
  replays(path),
);
