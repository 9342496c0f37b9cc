import { parseQuery } from '@codecsmith/client';
import { arrivedMessage, ensureTopology, FactReader, makeFollower, readFollow } from '@codecsmith/bus';
import { canonicalJson, toFactEvent, type Fact } from '@codecsmith/kernel';
import { startTestNats, startTestPostgres, type TestNats, type TestPostgres } from '@codecsmith/test-servers';
import { factMessage, storedFact, type Ledger } from '@codecsmith/ledger';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { Client } from 'pg';
import { auditLog } from './audit/audit-log.ts';
import type { AuditReport } from './audit/audit-report.ts';
import type { StreamMessage } from './audit/stream-check.ts';
import { CLIP, digestOf, Lives, measurement, openTestLedger } from './life.testing.ts';
import { loadExperimentDocument } from './documents/load-experiment-document.ts';
import { buildExperimentDocument } from './documents/experiment-document.ts';
import { MeasurementProjector } from './projections/measurement-projector.ts';
import { rebuildViews } from './projections/rebuild-views.ts';
import { BadPageRequest } from './queries/cursor.ts';
import { LabViews } from './queries/lab-views.ts';

let postgres: TestPostgres;
let ledger: Ledger;
let lives: Lives;
let views: LabViews;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());

const sql = async (...statements: string[]): Promise<void> => {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
};

beforeEach(async () => {
  await sql('DROP SCHEMA public CASCADE', 'CREATE SCHEMA public');
  ledger = await openTestLedger(postgres.url);
  lives = new Lives(ledger);
  views = await LabViews.open(postgres.url, 2);
  await lives.addClip();
});
afterEach(async () => {
  await views.close();
  await ledger.close();
});

const audit = () => auditLog({ databaseUrl: postgres.url });
const damageOf = async () => (await audit()).findings.map(({ code, position }) => [code, position]);

describe('the document of an experiment', () => {
  const series = (quality: number) => [
    { bytes: quality, psnr_y: 31 },
    { bytes: quality * 9, psnr_y: null },
  ];
  const run = (quality: number) => {
    const { perFrame, metrics, ...numbers } = measurement(quality);
    return {
      ...numbers,
      ...metrics,
      absent: {},
      clipName: 'pan',
      encode: { wallMs: quality, cpuMs: quality, peakBytes: 1000 },
      decode: { wallMs: quality / 2, cpuMs: quality / 2, peakBytes: 1000 },
      perFrame: series(quality),
      perFrameDigest: perFrame,
      bitstream: digestOf(`bits ${quality}`),
      reconstruction: digestOf(`frames ${quality}`),
    };
  };

  it('holds every number of a completed one, with its per-frame series', async () => {
    await lives.complete('exp-1');
    const stored = new Map([20, 80].map((quality) => [digestOf(`series ${quality}`), JSON.stringify(series(quality))]));
    const get = (digest: string) => Promise.resolve(Buffer.from(stored.get(digest) ?? ''));
    expect(await loadExperimentDocument(await views.facts('exp-1'), { get })).toEqual({
      charged: null,
      codingMode: { mode: 'low-delay', packets: 0, provedBy: 'nothing', finding: null },
      waitsFor: null,
      experimentId: 'exp-1',
      name: 'codec',
      note: null,
      tags: [],
      starred: false,
      phase: 'concluded',
      outcome: 'completed',
      cause: null,
      candidate: {
        digest: digestOf('cleared exp-1'),
        language: 'python',
        api: 'frame',
        color: 'rgb24',
        needs: ['numpy'],
        family: 'transform',
        packageBytes: 120,
        changes: [{ rule: 'main-block', line: 9, message: 'removed' }],
        warnings: [],
      },
      runs: [run(20), run(80)],
      bdRate: [],
      score: [{ clip: CLIP.digest, value: 0.5, reason: null }],
      aggregate: { value: 0.5, reason: null },
      verdict: null,
      scoredAgainst: null,
      isoQuality: [],
      tier: { percent: -12.5, reason: null },
      flags: ['slow'],
      jail: { tier: 'bubblewrap', unsafe: false },
      facts: 8,
    });
  });

  it('names the cause of a crash and has no number anywhere, but the reason', async () => {
    await lives.crash('exp-1');
    const document = buildExperimentDocument(await views.facts('exp-1'));
    const none = { value: null, reason: 'crashed: ZeroDivisionError' };
    expect(document).toMatchObject({ phase: 'concluded', outcome: 'crashed', runs: [], aggregate: none, tier: null });
    expect(document.score).toEqual([{ clip: CLIP.digest, ...none }]);
    expect(document.cause).toMatchObject({ code: 'exception', side: 'encode', frame: 3, line: 7 });
  });

  it('shows the state at any moment', async () => {
    await lives.complete('exp-1');
    const facts = await views.facts('exp-1');
    const documents = facts.map((_, index) => buildExperimentDocument(facts.slice(0, index + 1)));
    expect(documents.map(({ waitsFor }) => waitsFor).filter((each) => each !== null)).toEqual(['a cpu executor']);
    expect(documents.map(({ phase }) => phase)).toEqual([
      'drafting',
      'sanitizing',
      'sanitizing',
      'queued',
      'executing',
      'measuring',
      'measuring',
      'concluded',
    ]);
    expect(() => buildExperimentDocument([])).toThrow('there is no experiment without facts');
  });
});

describe('lists', () => {
  const ids = async (...request: Parameters<LabViews['experiments']>) =>
    (await views.experiments(...request)).items.map((row) => row.experimentId);

  it('pages newest first, stays in place while experiments are added, and filters', async () => {
    for (let i = 1; i <= 5; i++) await lives.request(`exp-${i}`, i > 3 ? { campaign: 'fall' } : {});
    const first = await views.experiments({}, { limit: 2 });
    expect(first.items.map((row) => row.experimentId)).toEqual(['exp-5', 'exp-4']);
    await lives.crash('exp-6');
    const second = await views.experiments({}, { limit: 2, cursor: first.next ?? '' });
    expect(second.items.map((row) => row.experimentId)).toEqual(['exp-3', 'exp-2']);
    const last = await views.experiments({}, { limit: 2, cursor: second.next ?? '' });
    expect([last.items.map((row) => row.experimentId), last.next]).toEqual([['exp-1'], null]);
    expect(await ids({ campaign: 'fall' })).toEqual(['exp-5', 'exp-4']);
    expect(await ids({ outcome: 'crashed' })).toEqual(['exp-6']);
    expect(await ids({ phase: 'drafting', campaign: 'fall' })).toEqual(['exp-5', 'exp-4']);
    await expect(views.experiments({}, { limit: 0 })).rejects.toThrow(BadPageRequest);
    await expect(views.experiments({}, { cursor: '1; DROP' })).rejects.toThrow('cursor: "1; DROP" is not one of ours');
  });

  it('finds experiments by a condition in words, and by what people wrote beside them', async () => {
    await lives.complete('exp-1');
    await lives.crash('exp-2');
    await lives.request('exp-3', { name: 'half pel', campaign: 'fall', parents: ['exp-1'] });
    await lives.send('experiment', 'annotate', 'exp-1', { name: 'first', tag: ['paper', 'good'], starred: true });
    await lives.send('experiment', 'annotate', 'exp-1', { note: 'with 8x8 blocks', untag: ['good'] });
    const project = await MeasurementProjector.open(postgres.url);
    await project.catchUp();
    await project.close();
    const found = async (query: string, place = {}) => {
      const { items } = await views.experiments({ condition: parseQuery(query) }, {}, {}, place);
      return items.map(({ experimentId }) => experimentId);
    };
    const expected: [string, string[]][] = [
      ['tag:paper and starred and score > 0.4', ['exp-1']],
      ['tag:good', []],
      ['not tag:paper', ['exp-3', 'exp-2']],
      ['tag != paper', ['exp-3', 'exp-2']],
      ['score > 0.5', []],
      ['outcome = crashed or name = "half pel"', ['exp-3', 'exp-2']],
      ['outcome != crashed', ['exp-3', 'exp-1']],
      ['pel', ['exp-3']],
      ['exp-2', ['exp-2']],
      ['note ~ 8X8', ['exp-1']],
      ['note ~ 8%8', []],
      ['parent:exp-1', ['exp-3']],
      [`clip:pan frames < 1000 family = transform`, ['exp-2', 'exp-1']],
      ['frames = 7', []],
      ['anchor ~ x264', ['exp-1']],
      ['requested > 2025-12-31 and (language = python or phase = drafting)', ['exp-3', 'exp-2', 'exp-1']],
      [`name = "x' OR true --"`, []],
    ];
    for (const [query, ids] of expected) expect([query, await found(query)]).toEqual([query, ids]);
    const place = { clip: CLIP.digest, quality: 20 };
    expect([await found('kbps = 20 and vmaf > 59', place), await found('kbps < 20', place)]).toEqual([['exp-1'], []]);
    await expect(found('kbps = 20')).rejects.toThrow('where: "kbps" needs a clip and a quality');
    const [row] = (await views.experiments({ condition: parseQuery('starred') })).items;
    expect(row).toMatchObject({ name: 'first', note: 'with 8x8 blocks', tags: ['paper'], clipFrames: [CLIP.frames] });
    expect(row?.scoreKey).toBe(`x264 unknown ${CLIP.digest.slice(0, 16)}`);
    const document = buildExperimentDocument(await views.facts('exp-1'));
    expect(document).toMatchObject({ name: 'first', note: 'with 8x8 blocks', tags: ['paper'], starred: true });
    expect((await audit()).findings).toEqual([]);
  });

  it('walks an index for every filter at 100,000 experiments', async () => {
    await lives.request('exp-1');
    await sql(
      `INSERT INTO experiments
       SELECT 'x' || i, 'campaign-' || i % 50, 'concluded', 1, now(), 'completed', NULL, NULL, 'submitted', 'cpu', '{}',
         '{}', NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, '{}', now(), now(), now(), 1000 + i, 1000 + i, 1
       FROM generate_series(1, 100000) AS i`,
      'ANALYZE experiments',
    );
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    for (const filter of ['true', `phase = 'drafting'`, `outcome = 'completed'`, `campaign = 'campaign-7'`]) {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN SELECT * FROM experiments WHERE ${filter} AND first_position < 90000 ORDER BY first_position DESC LIMIT 50`,
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toContain('Index Scan');
      expect(plan).not.toContain('Seq Scan');
    }
    await client.end();
    const page = await views.experiments({ campaign: 'campaign-7' }, { limit: 50 });
    expect([page.items.length, page.next]).toEqual([50, String(page.items.at(-1)?.firstPosition)]);
  });

  it('shows clips, leases and what is under way', async () => {
    await lives.start('exp-1');
    await lives.queue('exp-2');
    await lives.complete('exp-3');
    expect(await views.clips()).toEqual([CLIP]);
    expect(await views.clip('pan')).toEqual(CLIP);
    expect(await views.clip('nowhere')).toBeUndefined();
    expect(await views.leases()).toMatchObject([{ aggregateId: 'exp-1', attempt: 1, executor: 'e1', ttlMs: 15_000 }]);
    const since = '2026-01-01T00:00:00.000Z';
    expect(await views.status({ queued: 1, executing: 10 ** 15 })).toEqual({
      queues: [
        { phase: 'executing', lane: 'cpu', count: 1, oldestSince: since },
        { phase: 'queued', lane: 'cpu', count: 1, oldestSince: since },
      ],
      outcomes: { completed: 1 },
      stuck: [{ id: 'exp-2', phase: 'queued', phaseSince: since, executor: null }],
      head: 18,
      relayed: 0,
    });
    expect((await views.open()).map((row) => row.id).sort()).toEqual(['exp-1', 'exp-2']);
    expect(await views.oldestOpenPosition()).toBe(2);
    expect(await views.head()).toEqual(await ledger.head());
    const texts = await views.factTexts({ after: 16, last: 21, limit: 5 });
    expect(texts.map(storedFact)).toEqual(await ledger.readFrom(17, 5));
  });
});

/** What an audit says beside the facts when nothing is wrong and no bus was read. */
const SOUND = { stream: null, findings: [], trimmed: 0, repairs: [] };

/** Makes durables for those who ask, as the ledger does. */
function answerFollowers(connection: NatsConnection): void {
  connection.subscribe('lab.v1.ask.facts.follow.>', {
    callback: (_, message) =>
      void makeFollower(connection, readFollow(arrivedMessage(message))).then((following) =>
        message.respond(JSON.stringify(following)),
      ),
  });
}

describe('an audit', () => {
  beforeEach(async () => {
    await lives.complete('exp-1');
    await lives.crash('exp-2');
  });
  const unlocked = (...statements: string[]) =>
    sql(
      'ALTER TABLE facts DISABLE TRIGGER facts_are_final',
      'GRANT UPDATE, DELETE ON facts TO CURRENT_USER',
      ...statements,
    );

  it('finds nothing wrong with a log that nobody touched', async () => {
    expect(await audit()).toEqual({ facts: 16, head: await ledger.head(), ...SOUND });
  });

  it('finds a changed text, and the column that no longer says the same', async () => {
    await unlocked(
      `UPDATE facts SET event = replace(event, '"actor":"user:spec"', '"actor":"user:evil"') WHERE position = 5`,
    );
    expect(await damageOf()).toEqual([['hash', 5]]);
    await unlocked(`UPDATE facts SET causation_id = 'other' WHERE position = 7`);
    expect(await damageOf()).toEqual([
      ['hash', 5],
      ['column', 7],
    ]);
  });

  it('finds a missing row and the order it breaks', async () => {
    await unlocked('DELETE FROM facts WHERE position = 4');
    expect((await damageOf()).slice(0, 3)).toEqual([
      ['gap', 5],
      ['hash', 5],
      ['version', 5],
    ]);
  });

  describe('beside the bus', () => {
    let nats: TestNats;
    let connection: NatsConnection;
    beforeEach(async () => {
      nats = await startTestNats();
      connection = await connect({ servers: nats.url });
      await ensureTopology(connection);
      answerFollowers(connection);
    });
    afterEach(async () => {
      await connection.close();
      await nats.stop();
    });

    const publish = async (fact: Fact, { forged = (text: string) => text, subject = '', id = fact.id } = {}) => {
      const event = canonicalJson(toFactEvent(fact));
      const message = factMessage({ ...fact, event });
      const headers = { msgID: id, headers: message.headers };
      await jetstream(connection).publish(subject || message.subject, forged(message.payload), headers);
    };
    const auditBus = async (end?: number) => {
      const reader = new FactReader(connection, 'user:spec');
      const last = end ?? (await reader.end())?.position ?? 0;
      const messages = async function* (): AsyncGenerator<StreamMessage> {
        for await (const { seq, subject, data, headers } of reader.messages(1, last))
          yield { sequence: seq, subject, data, id: headers?.get('Nats-Msg-Id') };
      };
      return auditLog({ databaseUrl: postgres.url, stream: () => Promise.resolve({ end: last, messages }) });
    };
    const messagesOf = ({ findings }: AuditReport) =>
      findings.filter(({ code }) => code === 'stream').map(({ message }) => message);

    it('compares every message with the log, and finds a tail of the log that was cut', async () => {
      const facts = await ledger.readFrom(1, 100);
      for (const fact of facts.slice(0, -2)) await publish(fact);
      const behind = await auditBus();
      expect(behind).toMatchObject({ stream: { messages: 14, same: 14 }, findings: [] });
      for (const fact of facts.slice(-2)) await publish(fact);
      expect(await auditBus()).toMatchObject({ stream: { messages: 16, same: 16 }, findings: [] });
      await unlocked('DELETE FROM facts WHERE position = 16');
      expect(messagesOf(await auditBus())).toEqual([
        'the bus carries 16 facts, the log ends at 15: its tail was cut, or others publish facts',
        expect.stringMatching(/^position 16: .*: the log has no such fact; it is a message on "lab.v1.fact.experiment/),
      ]);
    });

    it('survives whatever the bus carries, and names it', async () => {
      const [first, second, , , fifth, sixth, seventh] = (await ledger.readFrom(1, 7)) as [
        Fact,
        Fact,
        Fact,
        Fact,
        Fact,
        Fact,
        Fact,
      ];
      await publish(first);
      await jetstream(connection).publish('lab.v1.fact.hello', Uint8Array.from([0, 255, 27]));
      await jetstream(connection).publish('lab.v1.fact.hello', '');
      await publish(second); // out of order
      await publish(fifth, { forged: (text) => text.replace('"version":', '"version":1') });
      await publish(sixth, { id: 'another' });
      await publish(seventh, { subject: 'lab.v1.fact.experiment.Other.exp-1' });
      const other = "the bus carries another message than the log's fact:";
      expect(messagesOf(await auditBus())).toEqual([
        `position 2: ${other} a message of 3 bytes on "lab.v1.fact.hello" that is no fact`,
        `position 3: ${other} a message of 0 bytes on "lab.v1.fact.hello" that is no fact`,
        expect.stringMatching(`^position 4: ${other} .* that calls itself fact "${second.id}" of position 2$`),
        expect.stringMatching(`^position 5: ${other} .* that calls itself fact "${fifth.id}" of position 5$`),
        `position 6: ${other} its id is "another", the fact's is ${sixth.id}`,
        expect.stringMatching(`^position 7: ${other} a message on "lab.v1.fact.experiment.Other.exp-1"`),
      ]);
      const { streams } = await jetstreamManager(connection);
      for (const seq of [3, 4, 7]) await streams.deleteMessage('FACTS', seq);
      expect(messagesOf(await auditBus(7)).filter((message) => message.includes('lacks'))).toEqual([
        'the bus lacks the facts at 3 to 4',
        'the bus lacks the facts at 7',
      ]);
      await streams.purge('FACTS');
      expect(messagesOf(await auditBus(7))).toEqual(['the bus lacks the facts at 1 to 7']);
    });

    it('lists what the relay had to repair', async () => {
      await sql(`INSERT INTO relay_repairs (position, fault) VALUES (3, 'the stream is gone')`);
      const { findings, repairs } = await audit();
      expect(findings).toEqual([]);
      expect(repairs).toMatchObject([{ position: 3, fault: 'the stream is gone' }]);
    });
  });

  it('finds a view that is not what the log gives', async () => {
    await sql(`UPDATE experiments SET outcome = 'completed' WHERE id = 'exp-2'`);
    expect((await audit()).findings).toEqual([
      {
        code: 'view',
        severity: 'damage',
        position: null,
        message: 'experiments: exp-2: outcome is "completed", the log gives "crashed"',
      },
    ]);
  });

  const project = async () => {
    const projector = await MeasurementProjector.open(postgres.url);
    await projector.catchUp();
    await projector.close();
  };

  it('finds measurements that are not what the log gives, and none missing that were not projected yet', async () => {
    expect((await audit()).findings).toEqual([]);
    await project();
    expect((await audit()).findings).toEqual([]);
    await sql(
      "UPDATE measurements SET bytes = 7, bpp = 'NaN' WHERE quality = 20",
      'DELETE FROM measurements WHERE quality = 80',
    );
    const where = `exp-1 on ${CLIP.digest} at`;
    expect((await audit()).findings.map(({ code, message }) => [code, message])).toEqual([
      ['view', `measurements: ${where} 20: bytes is 7, the log gives 200`],
      ['view', expect.stringMatching(`^measurements: ${where} 20: bpp is NaN, the log gives `)],
      ['view', `measurements: ${where} 80 is in the log but not in the view`],
    ]);
  });

  it('goes on when a view or the bus cannot be read, and says so', async () => {
    await sql(
      'ALTER TABLE measurements RENAME TO gone',
      `UPDATE experiments SET outcome = 'completed' WHERE id = 'exp-2'`,
    );
    const stream = () => Promise.reject(new Error('no server'));
    const { findings } = await auditLog({ databaseUrl: postgres.url, stream });
    expect(findings.map(({ message }) => message)).toEqual([
      'the bus cannot be read: no server',
      'experiments: exp-2: outcome is "completed", the log gives "crashed"',
      'measurements cannot be read: relation "measurements" does not exist',
      'equal measurements cannot be read: relation "measurements" does not exist',
    ]);
    await sql('ALTER TABLE gone RENAME TO measurements');
  });

  it('takes no copy of one candidate for another', async () => {
    for (const id of ['exp-3', 'exp-4', 'exp-5']) await lives.complete(id, {}, 'tree exp-1');
    await project();
    expect((await audit()).findings).toEqual([]);
  });

  it('points at different candidates with the very same numbers', async () => {
    await lives.complete('exp-3');
    await lives.complete('exp-4');
    await project();
    expect((await audit()).findings.map(({ severity, message }) => [severity, message])).toEqual(
      [20, 80].map((quality) => [
        'suspicion',
        `3 different candidates gave the very same numbers (${quality * 10} bytes) on ${CLIP.digest}`,
      ]),
    );
  });
});

describe('a rebuild of the views', () => {
  it('gives what the log says, beside a ledger that goes on', async () => {
    await lives.complete('exp-1');
    await sql(`UPDATE experiments SET outcome = 'expired', flags = '{}'`, 'DELETE FROM clips');
    expect((await audit()).findings).toHaveLength(3);
    const working = Promise.all(Array.from({ length: 20 }, (_, i) => lives.request(`exp-w${i}`)));
    const rebuilt = await rebuildViews(postgres.url);
    await working;
    await lives.request('exp-2');
    expect(rebuilt).toBeGreaterThanOrEqual(9);
    expect(await audit()).toEqual({ facts: 30, head: await ledger.head(), ...SOUND });
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    const { rows } = await client.query('SELECT quality, encode_ms, position FROM measurements ORDER BY quality');
    await client.end();
    expect(rows).toEqual([
      { quality: 20, encode_ms: 20, position: '8' },
      { quality: 80, encode_ms: 80, position: '8' },
    ]);
  });
});

describe('the table of campaigns', () => {
  const start = (id: string) =>
    lives.send('campaign', 'start', id, { clips: ['pan'], sealed: [], budget: { evaluations: 4 } });

  it('lists campaigns, newest first, with the position of the last change of each or of its experiments', async () => {
    const { position: first } = await start('spring');
    const { position: second } = await start('fall');
    const { position: changed } = await lives.request('exp-1', { campaign: 'spring' });
    expect(await views.campaigns({ limit: 10 })).toEqual([
      { id: 'fall', firstPosition: second, changedAt: second },
      { id: 'spring', firstPosition: first, changedAt: changed },
    ]);
    expect(await views.campaigns({ limit: 10, before: second })).toHaveLength(1);
    expect((await views.campaign('spring'))?.changedAt).toBe(changed);
    expect(await views.campaign('summer')).toBeUndefined();
    const facts = await views.campaignFacts('spring', { after: first, last: changed });
    expect(facts.map(({ aggregateId }) => aggregateId)).toEqual(['exp-1']);
  });

  it('is audited, and rebuilt, like the others', async () => {
    await start('spring');
    await lives.send('campaign', 'pause', 'spring', {});
    expect((await audit()).findings).toEqual([]);
    await sql(`UPDATE campaigns SET phase = 'running'`);
    expect((await audit()).findings.map(({ message }) => message)).toEqual([
      'campaigns: spring: phase is "running", the log gives "paused"',
    ]);
    await rebuildViews(postgres.url);
    expect((await audit()).findings).toEqual([]);
  });

  it('is filled from the log of a lab that is older than the table', async () => {
    await start('spring');
    await lives.send('campaign', 'stop', 'spring', {});
    await ledger.close();
    await sql('DROP TABLE campaigns', `DELETE FROM migrations WHERE name LIKE 'CreateCampaigns%'`);
    ledger = await openTestLedger(postgres.url);
    expect((await audit()).findings).toEqual([]);
    expect(await views.campaigns({ limit: 10 })).toHaveLength(1);
  });
});
