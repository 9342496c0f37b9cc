import { createInbox } from '@nats-io/transport-node';
import { jetstreamManager } from '@nats-io/jetstream';
import fc from 'fast-check';
import { until, type LedgerProcess } from './ledger-process.testing.ts';

const AGGREGATES = ['experiment', 'clip', 'campaign', 'anchor', 'legacy', 'lease', 'executor', 'work', 'x'];
const VERBS = [
  ...['request', 'record-draft', 'record-cleared', 'record-measured', 'start-execution', 'expire-phase', 'cancel'],
  ...['verify', 'add', 'start', 'stop', 'measure', 'import', 'beat', 'take', 'list', 'order', 'x'],
];
const FIELDS = [
  ...['id', 'data', 'subject', 'source', 'specversion', 'type', 'time', 'correlationid', 'traceparent', 'token'],
  ...['clips', 'qualities', 'attempt', 'aggregateId', 'executor'],
];
const ODD = ['\0', '\ud800', '../../etc/passwd', "' OR 1=1 --", '9'.repeat(400), '-1', '1e999', '__proto__', '🎞'];

const word = fc.oneof(
  fc.constantFrom(...ODD),
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 9 }),
);
const object = fc
  .dictionary(fc.constantFrom(...FIELDS), fc.oneof(word, fc.jsonValue()))
  .map((fields) => Buffer.from(JSON.stringify(fields)));
const payload = fc.oneof(
  ...[object, fc.json().map((text) => Buffer.from(text)), word.map((text) => Buffer.from(text))],
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);
const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
const sender = fc.oneof(
  fc.constant(''),
  name.map((who) => `.user.${who}`),
  name.map((who) => `.service.${who}`),
  name.map((who) => `.${who}`),
);

/** One message that nobody meant, on a subject that the ledger listens to. */
const message = fc.record({
  way: fc.constantFrom('ask', 'cmd'),
  version: fc.constantFrom('v1', 'v1', 'v1', 'v2'),
  aggregate: fc.oneof(fc.constantFrom(...AGGREGATES), name),
  verb: fc.oneof(fc.constantFrom(...VERBS), name),
  sender,
  payload,
});

const BATCH = 500;

/** What a round came to. */
export interface BusFuzzReport {
  readonly asked: number;
  readonly answered: number;
  /** Answers that accept: should be 0. */
  readonly accepted: number;
  readonly published: number;
}

/** Sends so many messages; resolves once every ask of this version was answered and no published command waits. */
export async function fuzzBus({ connection }: LedgerProcess, count: number, seed: number): Promise<BusFuzzReport> {
  const [inbox, counts] = [createInbox(), { asked: 0, answered: 0, accepted: 0, published: 0 }];
  const answers = connection.subscribe(inbox, {
    callback: (_, answer) => {
      counts.answered += 1;
      if (answer.string().includes('"accepted":true')) counts.accepted += 1;
    },
  });
  const manager = await jetstreamManager(connection);
  for (let sent = 0; sent < count; sent += BATCH) {
    for (const one of fc.sample(message, { numRuns: Math.min(BATCH, count - sent), seed: seed + sent })) {
      const subject = `lab.${one.version}.${one.way}.${one.aggregate}.${one.verb}${one.sender}`;
      const isAsk = one.way === 'ask' && one.version === 'v1';
      connection.publish(subject, one.payload, isAsk ? { reply: inbox } : {});
      counts[isAsk ? 'asked' : 'published'] += 1;
    }
    await until(() => counts.answered >= counts.asked);
    await until(async () => (await manager.streams.info('COMMANDS')).state.messages === 0);
  }
  answers.unsubscribe();
  return counts;
}
