import { readFile } from 'node:fs/promises';
import { busAccess, commandMessage } from '@codecsmith/client';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

/** A lab at work may take its time to commit. */
const ANSWER_LIMIT_MS = 60_000;

const [id, file, clip] = process.argv.slice(2);
const { LAB_NATS_URL: url } = process.env;
if (!id || !file || !clip || !url) throw new Error('LAB_NATS_URL=… node request.mjs ID FILE CLIP');

const code = await readFile(file, 'utf8');
const request = { source: { kind: 'submitted', code }, clips: [clip], qualities: [50] };
const access = busAccess(url, 'request');
const { subject, payload } = commandMessage('experiment', 'request', request, { id, user: access.user }, 'ask');

const nc = await connect({ ...access, name: 'request' });
const answer = (await nc.request(subject, payload, { timeout: ANSWER_LIMIT_MS })).json();
if (!answer.accepted) throw new Error(`refused: ${answer.refusal.message}`);
console.log(`${answer.aggregateId} ${answer.repeated ? 'was requested before' : 'is requested'}`);

const filter = `lab.v1.fact.experiment.*.${answer.aggregateId}`;
/** Each fact is read from the stream by its position; what is heard live only says that there is more. */
const news = nc.subscribe(filter)[Symbol.asyncIterator]();
await nc.flush();
const { streams } = await jetstreamManager(nc);
let next = answer.position;
for (let outcome; outcome === undefined;) {
  const message = await streams.getMessage('FACTS', { seq: next, next_by_subj: filter });
  if (message === null) {
    await news.next();
    continue;
  }
  next = message.seq + 1;
  const { type, data } = message.json();
  console.log(type.split('.').at(-1));
  if (type.endsWith('.ExperimentConcluded')) outcome = `${data.outcome}${data.cause ? `: ${data.cause.message}` : ''}`;
  if (outcome !== undefined) console.log(outcome);
}
await nc.drain();
