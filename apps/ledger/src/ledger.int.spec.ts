import { ask, publishCommand, quarantinedSchema, type Outgoing } from '@codecsmith/bus';
import { fromFactEvent } from '@codecsmith/kernel';
import { LabViews } from '@codecsmith/views';
import { jetstreamManager } from '@nats-io/jetstream';
import { fuzzBus } from './bus-fuzz.testing.ts';
import { LedgerProcess, until } from './ledger-process.testing.ts';

let lab: LedgerProcess;
let views: LabViews;

beforeAll(async () => {
  lab = await LedgerProcess.start();
  views = await LabViews.open(lab.postgres.url, 1);
});
afterAll(async () => {
  await views?.close();
  await lab.stop();
});

const CODE = 'def compress_video_frame(f, i, c):\n    return bytes(f)\n';

async function addClip(name: string): Promise<string> {
  const { digest } = await lab.artifacts.put(Buffer.from(`planes of ${name}`));
  const data = {
    digest,
    name,
    width: 16,
    height: 16,
    fps: { num: 25, den: 1 },
    frames: 3,
    pixelFormat: 'yuv420p',
    matrix: null,
    range: null,
    sourceBytes: 100,
    sourceCompressed: false,
  };
  expect(await send({ id: `clip-${name}`, aggregate: 'clip', verb: 'add', data })).toMatchObject({ accepted: true });
  return digest;
}

const send = (command: Omit<Outgoing, 'actor'>) => ask(lab.connection, { actor: 'user:spec', ...command });
const request = (id: string, more: object = {}): Omit<Outgoing, 'actor'> => ({
  id,
  aggregate: 'experiment',
  verb: 'request',
  data: { source: { kind: 'submitted', code: CODE }, clips: ['pan'], ...more },
});

/** Ends what hangs; a slow machine is not a fault. */
const PATIENT = { timeout: 300_000 };

describe('the ledger service', () => {
  it('accepts a clip and an experiment with inline code, and publishes both facts', async () => {
    const digest = await addClip('pan');
    const heard = lab.connection.subscribe('lab.v1.fact.experiment.ExperimentRequested.>', { max: 1 });
    const answer = await send(request('r1'));
    expect(answer).toMatchObject({ accepted: true, version: 1, facts: ['ExperimentRequested'], repeated: false });
    for await (const message of heard) {
      const fact = fromFactEvent(message.json());
      expect(fact).toMatchObject({ causationId: 'r1', actor: 'user:spec', data: { clips: [{ digest, name: 'pan' }] } });
      const { source } = fact.data as { source: { code: { digest: string } } };
      expect((await lab.artifacts.get(source.code.digest)).toString()).toBe(CODE);
    }
  });

  it('refuses with the reason, by field', async () => {
    expect(await send(request('r2', { clips: ['nowhere'] }))).toMatchObject({
      refusal: { code: 'unknown_clip', field: 'clips' },
    });
    expect(await send(request('r3', { qualities: [0] }))).toMatchObject({
      refusal: { code: 'invalid_data', field: 'qualities.0', allowed: ['at least 1'] },
    });
    const missing = { kind: 'submitted', code: { digest: 'a'.repeat(64), sizeBytes: 1 } };
    expect(await send(request('r4', { source: missing }))).toMatchObject({
      refusal: { code: 'artifact_missing', field: 'source.code' },
    });
    const reply = await lab.connection.request('lab.v1.ask.experiment.request', 'not json', PATIENT);
    expect(reply.json()).toMatchObject({ accepted: false, refusal: { code: 'unreadable' } });
  });

  it('takes a published command, and keeps a refused or unreadable one with its reason', async () => {
    await publishCommand(lab.connection, { actor: 'user:spec', ...request('p1') });
    await publishCommand(lab.connection, { actor: 'user:spec', ...request('p2', { clips: ['nowhere'] }) });
    const js = await jetstreamManager(lab.connection);
    await lab.connection.request('lab.v1.cmd.experiment.request', 'not json', PATIENT);
    await lab.connection.request('lab.v2.cmd.experiment.request', '{}', PATIENT);
    await until(async () => (await js.streams.info('QUARANTINE')).state.messages === 3);
    await until(async () => (await js.streams.info('COMMANDS')).state.messages === 0);
    const reasons: string[] = [];
    for (let seq = 1; seq <= 3; seq++) {
      const message = await js.streams.getMessage('QUARANTINE', { seq });
      reasons.push(quarantinedSchema.parse(message?.json()).reason);
    }
    expect(reasons.sort()).toEqual([
      expect.stringContaining('refused: unknown_clip: clips: no clip "nowhere" here'),
      expect.stringContaining('UnreadableMessage: not UTF-8 JSON'),
      expect.stringContaining('UnreadableMessage: unknown subject lab.v2.cmd.experiment.request'),
    ]);
    expect((await views.experiments()).items.map((row) => row.phase)).toEqual(['drafting', 'drafting']);
  });

  it('answers or keeps messages that nobody meant, and changes nothing', async () => {
    const before = await lab.facts();
    const report = await fuzzBus(lab, 300, 1);
    expect(report).toMatchObject({ answered: report.asked, accepted: 0 });
    expect([await lab.facts(), lab.hasEnded]).toEqual([before, false]);
  });

  it('answers beats', async () => {
    const beat = { aggregateId: 'exp-x', attempt: 1, token: 'a'.repeat(32), executor: 'e' };
    const ask = async (payload: object) =>
      (await lab.connection.request('lab.v1.ask.lease.beat.service.executor', JSON.stringify(payload), PATIENT)).json();
    expect(await ask(beat)).toEqual({ verdict: 'stop', reason: 'unknown' });
    expect(await ask({ ...beat, attempt: 'first' })).toMatchObject({ refusal: { code: 'unreadable' } });
  });

  it('is killed, and the one that stood by answers the ask that was under way', async () => {
    const before = await views.head();
    const standby = await lab.standby();
    expect(await standby.isWriter()).toBe(false);
    await lab.end('SIGKILL');
    const waiting = send(request('r9'));
    await lab.follow(standby);
    expect(await waiting).toMatchObject({ accepted: true, position: before.position + 1 });
    expect(await send(request('r9'))).toMatchObject({ accepted: true, repeated: true });
  });

  it('refills a bus that lost everything', async () => {
    const js = await jetstreamManager(lab.connection);
    const { position } = await views.head();
    await lab.nats.restart({ wipe: true });
    await until(async () => {
      const state = await js.streams.info('FACTS').catch(() => undefined);
      return state?.state.last_seq === position;
    });
    await until(async () => (await lab.readiness()) === 200);
    expect(await send(request('after-wipe'))).toMatchObject({ accepted: true, position: position + 1 });
    await publishCommand(lab.connection, { actor: 'user:spec', ...request('p9') });
    await until(async () => (await views.head()).position === position + 2);
  });

  it('closes in order when asked to', async () => {
    expect(await lab.end('SIGTERM')).toBe(0);
  });
});
