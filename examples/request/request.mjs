import { readFile } from 'node:fs/promises';
import { commandMessage } from '@codecsmith/client';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

/** A lab at work may take its time to commit. */
const ANSWER_LIMIT_MS = 60_000;

const [id, file, clip] = process.argv.slice(2);
const { LAB_NATS_URL: servers, LAB_NATS_USER: user, LAB_NATS_PASSWORD: pass } = process.env;
if (!id || !file || !clip || !servers) throw new Error('LAB_NATS_URL=… node request.mjs ID FILE CLIP');

const code = await readFile(file, 'utf8');
const request = { source: { kind: 'submitted', code }, clips: [clip], qualities: [50] };
const { subject, payload } = commandMessage('experiment', 'request', request, { id, actor: 'user:example' }, 'ask');

const nc = await connect({ servers, user, pass, name: 'request' });
const answer = (await nc.request(subject, payload, { timeout: ANSWER_LIMIT_MS })).json();
if (!answer.accepted) throw new Error(`refused: ${answer.refusal.message}`);
console.log(`${answer.aggregateId} ${answer.repeated ? 'was requested before' : 'is requested'}`);

const life = await jetstream(nc).consumers.get('FACTS', {
  filter_subjects: `lab.v1.fact.experiment.*.${answer.aggregateId}`,
  opt_start_seq: answer.position,
});
for await (const message of await life.consume()) {
  const { type, data } = message.json();
  console.log(type.split('.').at(-1));
  if (!type.endsWith('.ExperimentConcluded')) continue;
  console.log(`${data.outcome}${data.cause ? `: ${data.cause.message}` : ''}`);
  break;
}
await nc.drain();
