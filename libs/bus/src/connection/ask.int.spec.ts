import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { startTestNats, type TestNats } from '@codecsmith/test-servers';
import { readCommand } from '../messages/read-command.ts';
import { ensureTopology } from '../topology/ensure-topology.ts';
import { ask, beatLease, publishCommand, UnexpectedReply, type Outgoing } from './ask.ts';
import { connectBus } from './connect-bus.ts';

const COMMAND: Outgoing = {
  id: 'cmd-1',
  aggregate: 'experiment',
  verb: 'cancel',
  aggregateId: 'exp-1',
  actor: 'user:spec',
  correlationId: 'campaign-1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  data: { reason: 'a spec' },
};
const ACCEPTED = {
  accepted: true,
  id: 'cmd-1',
  aggregateId: 'exp-1',
  version: 3,
  position: 9,
  facts: ['ExperimentCancelled'],
  repeated: false,
} as const;

let nats: TestNats;
let nc: NatsConnection;
beforeEach(async () => {
  nats = await startTestNats();
  nc = await connectBus({ url: nats.url, name: 'spec' });
});
afterEach(async () => {
  await nc.close();
  await nats.stop();
});

/** Answers asks as a ledger would, and keeps what it was asked. */
function answerWith(reply: unknown): unknown[] {
  const asked: unknown[] = [];
  nc.subscribe('lab.v1.ask.>', {
    callback: (_error, message) => {
      asked.push(message.json());
      message.respond(JSON.stringify(reply));
    },
  });
  return asked;
}

describe('an ask', () => {
  it('carries the whole command and brings the answer', async () => {
    const asked = answerWith(ACCEPTED);

    expect(await ask(nc, COMMAND)).toEqual(ACCEPTED);
    expect(asked).toEqual([
      {
        specversion: '1.0',
        id: 'cmd-1',
        type: 'lab.v1.cmd.experiment.cancel',
        source: 'user:spec',
        subject: 'exp-1',
        correlationid: 'campaign-1',
        traceparent: COMMAND.traceparent,
        data: { reason: 'a spec' },
      },
    ]);
  });

  it('brings a refusal as it is', async () => {
    const refused = { accepted: false, id: 'cmd-1', refusal: { code: 'x', message: 'y', field: 'z', allowed: ['w'] } };
    answerWith(refused);

    expect(await ask(nc, COMMAND)).toEqual(refused);
  });

  it('is repeated until somebody answers, also over a restart of the server', async () => {
    const waiting = ask(nc, COMMAND, { timeoutMs: 500 });
    await nats.kill9();
    await nats.restart();
    const asked = answerWith(ACCEPTED);

    expect(await waiting).toEqual(ACCEPTED);
    // An answer that takes longer than a try is asked for again, by the same command.
    expect(new Set(asked.map((each) => JSON.stringify(each))).size).toBe(1);
  });

  it('ends with the reason of its signal', async () => {
    const stop = new AbortController();
    const waiting = ask(nc, COMMAND, { signal: stop.signal });
    stop.abort(new Error('enough'));

    await expect(waiting).rejects.toThrow('enough');
  });

  it('does not take anything for an answer', async () => {
    answerWith({ accepted: 'perhaps' });

    await expect(ask(nc, COMMAND)).rejects.toThrow(UnexpectedReply);
  });
});

describe('a beat', () => {
  const beat = { aggregateId: 'exp-1', attempt: 1, token: '0'.repeat(32), executor: 'e' };

  it('brings the verdict', async () => {
    const asked = answerWith({ verdict: 'stop', reason: 'cancelled' });

    expect(await beatLease(nc, 'service:executor', beat)).toEqual({ verdict: 'stop', reason: 'cancelled' });
    expect(asked).toEqual([beat]);
  });

  it('is undefined when nobody answers: silence stops nothing', async () => {
    expect(await beatLease(nc, 'service:executor', beat)).toBeUndefined();
  });
});

describe('a published command', () => {
  it('is kept once for the ledger, who reads the same command', async () => {
    await ensureTopology(nc);

    expect(await publishCommand(nc, COMMAND)).toEqual({ duplicate: false });
    expect(await publishCommand(nc, COMMAND)).toEqual({ duplicate: true });

    const stored = await (await jetstreamManager(nc)).streams.getMessage('COMMANDS', { seq: 1 });
    if (!stored) throw new Error('nothing was stored');
    expect(readCommand(stored.subject, stored.data)).toEqual({
      id: 'cmd-1',
      aggregate: 'experiment',
      type: 'cancel',
      aggregateId: 'exp-1',
      actor: 'user:spec',
      correlationId: 'campaign-1',
      traceparent: COMMAND.traceparent,
      data: { reason: 'a spec' },
    });
  });
});
