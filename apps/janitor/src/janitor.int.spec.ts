import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import {
  ALL_ASKS,
  connectBus,
  durableBeat,
  DURABLES,
  ensureTopology,
  factSubject,
  LedgerClient,
  readCommand,
  serviceArguments,
  type NatsConnection,
} from '@codecsmith/bus';
import { sampleRun } from '@codecsmith/experiment/testing';
import { clipAggregate, experimentAggregate, openLedger, PostgresStorage, type Ledger } from '@codecsmith/ledger';
import { createLogger } from '@codecsmith/platform';
import { startTestNats, startTestPostgres, type TestNats, type TestPostgres } from '@codecsmith/test-servers';
import { coreViews, LabViews } from '@codecsmith/views';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DiskWatch } from './disk/disk-watch.ts';
import { JanitorModule } from './janitor.module.ts';
import { JanitorSettings } from './janitor-settings.ts';
import { QuarantineWatch } from './quarantine/quarantine-watch.ts';
import { DurableWatch } from './sweep/durable-watch.ts';
import { Sweeper } from './sweep/sweeper.ts';

const HOUR_MS = 3_600_000;
const logger = createLogger({ name: 'janitor', level: 'silent' });
const READER_PASSWORD = 'reader-of-this-spec';

const EXECUTOR = 'executor-1';
const JAIL = { tier: 'A', unsafe: false };
/** In the order in which an experiment goes through them. */
const BUSY_PHASES = ['drafting', 'sanitizing', 'queued', 'executing', 'measuring'] as const;
type BusyPhase = (typeof BUSY_PHASES)[number];
/** How many experiments are in each phase when the lab is stopped for an hour. */
const IN_EACH_PHASE = Number(process.env['CODECSMITH_STOPPED_EXPERIMENTS'] ?? 40);

let home: string;
let postgres: TestPostgres;
let nats: TestNats;
let nc: NatsConnection;
let ledger: Ledger;
let views: LabViews;
let code: { digest: string; sizeBytes: number };
let ledgerClock = () => new Date();
let clip: string;
let artifacts: FileArtifactStore;
let app: INestMicroservice;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'codecsmith-janitor-'));
  [postgres, nats] = await Promise.all([startTestPostgres(), startTestNats()]);
  nc = await connectBus({ url: nats.url, name: 'janitor' });
  await ensureTopology(nc);
  artifacts = new FileArtifactStore(join(home, 'artifacts'));
  ledger = await openOwnLedger();
  nc.subscribe(ALL_ASKS, {
    callback: (_error, message) => {
      const command = readCommand(message.subject, message.data);
      void ledger.submit(command).then((answer) => message.respond(JSON.stringify(answer)));
    },
  });
  code = await artifacts.put(Buffer.from('def compress_video_frame(): pass'));
  const { digest } = await artifacts.put(Buffer.from('planes'));
  clip = digest;
  const size = { width: 16, height: 16, frames: 3, sourceBytes: 100, sourceCompressed: false };
  const form = { fps: { num: 25, den: 1 }, pixelFormat: 'yuv420p', matrix: null, range: null };
  const data = { digest, name: 'pan', ...size, ...form };
  expect(await ledger.submit({ id: 'clip', aggregate: 'clip', type: 'add', data })).toMatchObject({ accepted: true });

  const reader = new URL(postgres.url);
  reader.username = 'lab_reader';
  reader.password = READER_PASSWORD;
  views = await LabViews.open(reader.href, 1);
  Object.assign(process.env, {
    LAB_HOME: home,
    LAB_ARTIFACTS_DIR: join(home, 'artifacts'),
    LAB_API_DATABASE_URL: reader.href,
    LAB_JANITOR_SWEEP_MS: String(HOUR_MS),
    LAB_JANITOR_DRAFTING_LIMIT_MS: String(HOUR_MS),
    LAB_JANITOR_SANITIZING_LIMIT_MS: String(HOUR_MS),
    LAB_JANITOR_QUEUED_LIMIT_MS: String(24 * HOUR_MS),
    LAB_JANITOR_MEASURING_LIMIT_MS: String(HOUR_MS),
    LAB_JANITOR_DISK_FLOOR_BYTES: '0',
  });
  const own = await connectBus({ url: nats.url, name: 'janitor' });
  const parts = { service: 'janitor', actor: 'service:janitor', nc: own, logger, stop: () => undefined };
  const [root, options] = serviceArguments(JanitorModule, parts);
  app = await NestFactory.createMicroservice(root, options);
  await app.listen();
});

afterAll(async () => {
  await app?.close();
  await views?.close();
  await ledger?.close();
  await nc?.close();
  await Promise.all([postgres?.stop(), nats?.stop()]);
  await rm(home, { recursive: true, force: true });
});

function openOwnLedger(): Promise<Ledger> {
  const storage = new PostgresStorage({ url: postgres.url, readerPassword: READER_PASSWORD, views: [coreViews] });
  return openLedger(storage, {
    ...{ aggregates: [experimentAggregate, clipAggregate], artifacts, clock: () => ledgerClock() },
  });
}

async function request(id: string): Promise<string> {
  const source = { kind: 'submitted', code };
  const data = { source, clips: ['pan'], qualities: [50] };
  const answer = await ledger.submit({ id, aggregate: 'experiment', type: 'request', data });
  if (!answer.accepted) throw new Error(answer.refusal.message);
  return answer.aggregateId;
}

const startedExperiment = (id: string): Promise<string> => experimentIn('executing', id).then(({ id: made }) => made);

/** An experiment that services have brought into a phase, and the token of its attempt where it has one. */
async function experimentIn(phase: BusyPhase, id: string): Promise<{ readonly id: string; readonly token: string }> {
  const aggregateId = await request(id);
  const isReached = (one: BusyPhase) => BUSY_PHASES.indexOf(phase) >= BUSY_PHASES.indexOf(one);
  const submit = async (type: string, data: unknown) => {
    const answer = await ledger.submit({ id: `${id}-${type}`, aggregate: 'experiment', aggregateId, type, data });
    if (!answer.accepted) throw new Error(answer.refusal.message);
    return answer.lease?.token ?? '';
  };
  const nothing = { model: null, prompt: null, reply: null, tokens: null, costUsd: null, expected: null };
  const draft = { code, fileName: 'codec.py', language: null, provider: 'submit', hypothesis: null, ...nothing };
  const shape = { language: 'python', api: 'frame', color: 'i420', track: 'pure', family: 'dct' };
  const candidate = { ...shape, needs: [], imports: [], packageBytes: 1, complexity: 1 };
  const clean = { changes: [], warnings: [], lineMap: null };
  if (isReached('sanitizing')) await submit('record-draft', draft);
  if (isReached('queued')) await submit('record-cleared', { cleared: code, candidate, tree: 'f'.repeat(64), ...clean });
  if (!isReached('executing')) return { id: aggregateId, token: '' };
  const token = await submit('start-execution', { attempt: 1, executor: EXECUTOR, lane: 'cpu', environment: {} });
  const runs = [sampleRun(50, { clip, bitstream: code, reconstruction: code })];
  const executed = { attempt: 1, token, code: code.digest, runs, deterministic: true, jail: JAIL, log: null };
  if (isReached('measuring')) await submit('record-executed', executed);
  return { id: aggregateId, token };
}

const after = (ms: number) => new Date(Date.now() + ms);
const typesOf = async (id: string) => (await ledger.read(id)).map(({ type }) => type);

describe('a sweep', () => {
  const nothing = { expired: [], settled: [] };

  /** Puts the whole log into FACTS, as the relay would. */
  const relay = async () => {
    for (const fact of await ledger.readFrom(1, 1000)) {
      await jetstream(nc).publish(factSubject(fact), JSON.stringify(fact), { msgID: fact.id });
    }
  };

  /** The generator fetches what waits for it, and keeps it in hand. */
  const take = async () => {
    const consumer = await jetstream(nc).consumers.get('FACTS', 'generator');
    const messages = await consumer.fetch({ max_messages: 100, expires: 1_000 });
    for await (const _ of messages);
  };

  const generatorBeats = async () => {
    nc.publish(durableBeat('generator'));
    await nc.flush();
  };

  it('counts only time in the hands of a service that works: not a stopped lab, not a stopped service, not the queue', async () => {
    const sweeper = app.get(Sweeper, { strict: false });
    const id = await request('waits');
    await relay();
    const start = Date.now();
    const at = (hours: number, ms = 0) => new Date(start + hours * HOUR_MS + ms);

    // Nobody works on it, for an hour and a half.
    for (const hours of [0, 0.5, 1, 1.5]) expect(await sweeper.sweep(at(hours))).toEqual(nothing);
    // The generator works, and this one waits in its queue.
    await generatorBeats();
    for (const hours of [2, 2.5, 3, 3.5]) expect(await sweeper.sweep(at(hours))).toEqual(nothing);
    // The lab was down for a day.
    await take();
    expect(await sweeper.sweep(at(27))).toEqual(nothing);
    // In hand for an hour, then for longer.
    expect(await sweeper.sweep(at(28))).toEqual(nothing);
    expect(await sweeper.sweep(at(28, 1))).toEqual({
      expired: [`janitor:expire-phase:${id}:1`],
      settled: [],
    });
    expect(await sweeper.sweep(at(29))).toEqual(nothing);

    expect(await typesOf(id)).toEqual(['ExperimentRequested', 'ExperimentExpired', 'ExperimentConcluded']);
  });

  it('takes an attempt from an executor that fell silent, and gives it to the next', async () => {
    const sweeper = app.get(Sweeper, { strict: false });
    const id = await startedExperiment('silent');

    expect(await sweeper.sweep(after(10_000))).toEqual({ expired: [], settled: [] });
    // The janitor's clock runs ahead; by the ledger's own the lease is alive.
    expect(await sweeper.sweep(after(16_000))).toEqual({ expired: [], settled: [`janitor:expire-attempt:${id}:1`] });
    ledgerClock = () => after(16_000);
    expect(await sweeper.sweep(after(16_000))).toEqual({ expired: [`janitor:expire-attempt:${id}:1`], settled: [] });

    expect((await typesOf(id)).slice(-3)).toEqual(['ExecutorLost', 'ExperimentRetried', 'ExecutionQueued']);
    expect(await views.leases()).toEqual([]);
  });
});

describe('a lab that is stopped for 60 minutes', () => {
  const STOPPED_MS = HOUR_MS;
  const SWEEP_MS = 30_000;
  const EXECUTORS_ALIVE = IN_EACH_PHASE / 2;

  const sweeperOfItsOwn = () =>
    new Sweeper(
      { ...app.get(JanitorSettings, { strict: false }), sweepMs: SWEEP_MS },
      views,
      app.get(LedgerClient, { strict: false }),
      app.get(DiskWatch, { strict: false }),
      app.get(QuarantineWatch, { strict: false }),
      app.get(DurableWatch, { strict: false }),
      logger,
    );

  /** Every service works and has taken all that there is. */
  const serve = async () => {
    const jet = jetstream(nc);
    const { last_seq: known } = (await (await jetstreamManager(nc)).streams.info('FACTS')).state;
    const { position } = await ledger.head();
    const facts = await ledger.readFrom(known + 1, position - known);
    await Promise.all(
      facts.map((fact) => jet.publish(factSubject(fact), JSON.stringify(fact), { msgID: fact.id, timeout: 60_000 })),
    );
    for (const [name, { stream }] of Object.entries(DURABLES)) {
      if (stream !== 'FACTS') continue;
      const consumer = await jet.consumers.get(stream, name);
      for (let left = await consumer.info(); left.num_pending > 0; left = await consumer.info()) {
        for await (const message of await consumer.fetch({ max_messages: left.num_pending, expires: 1_000 }))
          message.ack();
      }
      nc.publish(durableBeat(name));
    }
    await nc.flush();
  };

  const countPhases = async () => {
    const phases = (await views.openPhases()).map(({ phase }) => phase);
    return Object.fromEntries(BUSY_PHASES.map((phase) => [phase, phases.filter((one) => one === phase).length]));
  };

  it(`expires none of ${BUSY_PHASES.length * IN_EACH_PHASE} experiments, ${IN_EACH_PHASE} in each phase`, async () => {
    let now = Date.now();
    ledgerClock = () => new Date(now);
    const before = await countPhases();
    const attempts: { readonly id: string; readonly token: string }[] = [];
    for (const phase of BUSY_PHASES) {
      const ids = Array.from({ length: IN_EACH_PHASE }, (_, index) => `stopped-${phase}-${index}`);
      const made = await Promise.all(ids.map((id) => experimentIn(phase, id)));
      if (phase === 'executing') attempts.push(...made);
    }
    const inEach = Object.fromEntries(BUSY_PHASES.map((phase) => [phase, (before[phase] ?? 0) + IN_EACH_PHASE]));
    expect(await countPhases()).toEqual(inEach);
    const slept = sweeperOfItsOwn();
    for (const passedMs of [0, SWEEP_MS / 3]) {
      await serve();
      now += passedMs;
      expect(await slept.sweep(new Date(now))).toEqual({ expired: [], settled: [] });
    }

    // A machine that slept goes on with the same janitor, one that was switched off with another.
    await ledger.close();
    now += STOPPED_MS;
    ledger = await openOwnLedger();
    await serve();
    for (const sweeper of [slept, sweeperOfItsOwn()]) {
      const { expired, settled } = await sweeper.sweep(new Date(now));
      expect(expired).toEqual([]);
      expect(settled).toHaveLength(IN_EACH_PHASE);
    }

    // Half of the executors are back; the attempts of the others are given to somebody else. A ledger whose own timer is
    // late, as on a busy machine, takes itself for one that slept, and forgives once more.
    const beats = attempts.slice(0, EXECUTORS_ALIVE);
    const expired: string[] = [];
    while (expired.length < IN_EACH_PHASE - EXECUTORS_ALIVE) {
      now += 2 * SWEEP_MS;
      const verdicts = await Promise.all(
        beats.map(({ id, token }) => ledger.beat({ aggregateId: id, attempt: 1, token, executor: EXECUTOR })),
      );
      expect(verdicts.filter(({ verdict }) => verdict === 'continue')).toHaveLength(EXECUTORS_ALIVE);
      await serve();
      expired.push(...(await slept.sweep(new Date(now))).expired);
    }
    expect(expired.filter((id) => !id.startsWith('janitor:expire-attempt:'))).toEqual([]);
    expect(expired).toHaveLength(IN_EACH_PHASE - EXECUTORS_ALIVE);
    expect(await countPhases()).toEqual({
      ...inEach,
      queued: (inEach['queued'] ?? 0) + IN_EACH_PHASE - EXECUTORS_ALIVE,
      executing: (inEach['executing'] ?? 0) - IN_EACH_PHASE + EXECUTORS_ALIVE,
    });
    console.info(JSON.stringify({ stoppedMinutes: STOPPED_MS / 60_000, phases: await countPhases(), expired: 0 }));
  });
});

describe('the janitor', () => {
  it('keeps jobs of the old system, and counts what is in quarantine', async () => {
    nc.publish('proc_exp_42', '{"experiment_id":"proc_exp_42"}');
    nc.publish('processing', 'not ours');
    nc.publish('gpu_exp_43', '{}');
    const manager = await jetstreamManager(nc);
    while ((await manager.streams.info('QUARANTINE')).state.messages < 2) await nc.flush();
    const watch = app.get(QuarantineWatch, { strict: false });
    await watch.look();

    expect([...watch.bySubject]).toEqual([['lab.v1.quarantine.legacy', 2]]);
    expect((await manager.streams.getMessage('QUARANTINE', { seq: 1 }))?.json()).toMatchObject({
      origin: 'legacy',
      subject: 'proc_exp_42',
      payload: '{"experiment_id":"proc_exp_42"}',
    });
  });

  it('raises an alarm below the floor of the disk', async () => {
    const settings = app.get(JanitorSettings, { strict: false });
    const full = new DiskWatch({ ...settings, floorBytes: Number.MAX_SAFE_INTEGER }, logger);
    const roomy = new DiskWatch(settings, logger);
    await Promise.all([full.look(), roomy.look()]);

    expect(full.alarm).toMatch(/^disk: .* MiB free; new work needs 8589934592 MiB$/);
    expect(roomy.alarm).toBeUndefined();
  });
});
