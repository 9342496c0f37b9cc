import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { busAccess, followMessage } from '@codecsmith/client';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    to: { type: 'string', default: 'Infinity' },
    prefix: { type: 'string', default: 'debug' },
    speed: { type: 'string', default: 'Infinity' },
  },
});
const { LAB_NATS_URL: url } = process.env;
if (!url) throw new Error('set LAB_NATS_URL');
const [from, to, speed] = [Number(values.from), Number(values.to), Number(values.speed)];
if (!(from >= 1 && to >= from && speed > 0)) throw new Error('1 <= --from <= --to, and --speed above 0');

const access = busAccess(url, 'replay');
const nc = await connect({ ...access, name: 'replay' });
const { subject, payload } = followMessage(access.user ?? 'replay', { from, acknowledge: 'none' });
const answer = (await nc.request(subject, payload, { timeout: 60_000 })).json();
if (answer.refusal?.code === 'beyond_end') process.exit();
if (!answer.accepted) throw new Error(answer.refusal.message);
const consumer = await jetstream(nc).consumers.get('FACTS', answer.durable);
const { num_pending: waiting } = await consumer.info();
let left = Math.min(waiting, to - from + 1);
let before;
if (left > 0) {
  for await (const message of await consumer.consume()) {
    const at = Date.parse(message.json().time);
    await sleep((at - (before ?? at)) / speed);
    before = at;
    nc.publish(`${values.prefix}.${message.subject}`, message.data, { headers: message.headers });
    left -= 1;
    if (left === 0) break;
  }
}
await nc.drain();
