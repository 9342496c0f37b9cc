import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { jetstream } from '@nats-io/jetstream';
import { sleeping, variant } from './candidates.ts';
import type { AuditReport, HistoryEntry } from './documents.ts';
import { guestsOnceAtWork, stillAlive } from './guests.ts';
import { exampleCodec, Lab } from './lab.ts';
import { until } from './until.ts';

interface Answer {
  readonly accepted: boolean;
  readonly aggregateId?: string;
  readonly position?: number;
  readonly refusal?: { readonly code: string; readonly message: string };
}

describe('the lab as programs on the bus see it', () => {
  let lab: Lab;
  let nats: NatsConnection;
  let code: string;

  beforeAll(async () => {
    lab = await Lab.up();
    nats = await connect(await lab.natsOptions());
    code = await readFile(exampleCodec('intra_dct.py'), 'utf8');
  });
  afterAll(async () => {
    await nats?.close();
    await lab?.down();
  });

  const request = (id: string, change: object = {}) => ({
    id,
    data: {
      source: { kind: 'submitted', code, fileName: 'intra_dct.py' },
      clips: ['orchard'],
      qualities: [50],
      ...change,
    },
  });
  const ask = async (subject: string, body: unknown): Promise<Answer> =>
    (await nats.request(subject, JSON.stringify(body), { timeout: 60_000 })).json<Answer>();

  it('answers an ask: accepted with its position, or refused with the reason', async () => {
    const accepted = await ask('lab.v1.ask.experiment.request', request('asked-1'));
    expect(accepted).toMatchObject({ accepted: true, position: expect.any(Number) as number });
    const again = await ask('lab.v1.ask.experiment.request', request('asked-1'));
    expect(again).toMatchObject({ accepted: true, aggregateId: accepted.aggregateId, position: accepted.position });
    const refused = await ask('lab.v1.ask.experiment.request', request('asked-2', { clips: ['nowhere'] }));
    expect(refused).toMatchObject({ accepted: false, refusal: { code: 'unknown_clip' } });
    await lab.ended(accepted.aggregateId ?? '');
  });

  it('starts an experiment from a command published by hand, and shows its facts live', async () => {
    const live: HistoryEntry[] = [];
    const subscription = nats.subscribe('lab.v1.fact.>', {
      callback: (_error, message) => void live.push(message.json<HistoryEntry>()),
    });
    await nats.flush();
    await jetstream(nats).publish(
      'lab.v1.cmd.experiment.request',
      JSON.stringify({ ...request('by-hand'), subject: 'exp-by-hand' }),
    );
    const document = await lab.ended('exp-by-hand');
    expect(document.outcome).toBe('completed');
    const history = await lab.history('exp-by-hand');
    await until(() =>
      Promise.resolve(live.filter((fact) => fact.id.startsWith('exp-by-hand:')).length === history.length || undefined),
    );
    subscription.unsubscribe();
    expect(live.filter((fact) => fact.id.startsWith('exp-by-hand:')).map((fact) => [fact.id, fact.hash])).toEqual(
      history.map((fact) => [fact.id, fact.hash]),
    );
  });

  /** From the answer to a cancel until no process of the candidate is left. */
  const cancelRunning = async (file: string): Promise<number> => {
    const limits = ['--limit', 'wallMs=3600000'];
    const words = [file, '--clip', 'orchard', '--quality', '50', ...limits];
    const { aggregateId } = await lab.json<{ aggregateId: string }>(0, 'submit', ...words);
    const guests = await guestsOnceAtWork(lab);
    await lab.json(0, 'experiment', 'cancel', aggregateId);
    const cancelledAt = performance.now();
    await until(async () => ((await stillAlive(guests)).length === 0 ? true : undefined));
    const stoppedAfterMs = performance.now() - cancelledAt;
    expect(await lab.ended(aggregateId)).toMatchObject({ outcome: 'cancelled', runs: [] });
    return stoppedAfterMs;
  };

  it('stops a running jail within 5 s when its experiment is cancelled', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'codecsmith-cancel-'));
    const file = await variant(folder, 'asleep.py', sleeping(1800));
    // What else the machine does may delay one, and not all three.
    const times = [await cancelRunning(file), await cancelRunning(file), await cancelRunning(file)];
    expect(Math.min(...times)).toBeLessThanOrEqual(5_000);
    await rm(folder, { recursive: true });
  });

  it('takes a batch in which some cannot be stored or do not fit: the others go on, each of these is answered by itself', async () => {
    const bodies = [
      request('batch-1'),
      request('batch-2', { operator: 'nul\u0000' }),
      { id: 'batch-3', subject: 'exp-\ud800', data: request('x').data },
      { ...request('batch-4'), subject: 'exp-by-hand' },
      request('batch-5'),
    ];
    const answers = await Promise.all(bodies.map((body) => ask('lab.v1.ask.experiment.request', body)));
    expect(answers.map(({ accepted, refusal }) => refusal?.code ?? accepted)).toEqual([
      ...[true, 'not_storable', 'invalid_command', 'already_exists', true],
    ]);
    expect((await lab.ended(answers[0]?.aggregateId ?? '')).outcome).toBe('completed');
    expect((await lab.ended(answers[4]?.aggregateId ?? '')).outcome).toBe('completed');
  });

  it('lets its operator replay a part of the log below another subject', async () => {
    const heard: HistoryEntry[] = [];
    const subscription = nats.subscribe('debug.lab.v1.fact.>', {
      callback: (_error, message) => void heard.push(message.json<HistoryEntry>()),
    });
    await nats.flush();
    const history = await lab.history('exp-by-hand');
    const positions = history.map(({ position }) => position);
    const [from, to] = [Math.min(...positions), Math.max(...positions)];
    const facts = to - from + 1;
    expect(await lab.json(0, 'replay', '--from', String(from), '--to', String(to), '--subject', 'debug')).toEqual({
      facts,
      from,
      to,
      speed: null,
      subject: 'debug',
    });
    await until(() => Promise.resolve(heard.length === facts || undefined));
    subscription.unsubscribe();
    expect(heard.map(({ position }) => position)).toEqual(Array.from({ length: facts }, (_, index) => from + index));
    expect(heard.filter(({ id }) => id.startsWith('exp-by-hand:')).map(({ hash }) => hash)).toEqual(
      history.map(({ hash }) => hash),
    );
  });

  it('lets its operator compute the views again and audit the log, which finds an artifact that is gone', async () => {
    const { position } = await lab.json<{ position: number }>(0, 'views', 'rebuild');
    const sound = await lab.json<AuditReport>(0, 'audit');
    expect(sound).toMatchObject({ facts: sound.head.position, findings: [] });
    expect(position).toBeLessThanOrEqual(sound.head.position);
    const lost = (await lab.ended('exp-by-hand')).runs[0]?.bitstream ?? '';
    await rm(join(lab.home, 'artifacts', lost.slice(0, 2), lost.slice(2)));
    const { findings } = await lab.json<AuditReport>(1, 'audit');
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['artifact', 'damage']]);
    expect(findings[0]?.message).toContain(`artifact ${lost} is not in the store`);
  });
});
