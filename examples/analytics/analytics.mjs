import { readFile, rename, writeFile } from 'node:fs/promises';
import { busAccess, followMessage } from '@codecsmith/client';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const [file = 'statistics.json', mode] = process.argv.slice(2);
const { LAB_NATS_URL: url } = process.env;
if (!url) throw new Error('set LAB_NATS_URL');

const STREAM = 'FACTS';
const access = busAccess(url, 'analytics');
/** The place in the stream, which the lab keeps for each user. */
const DURABLE = access.user ?? 'analytics';
/** Facts after which the file is written at the latest; at the end of the log it is written at once. */
const BATCH = 200;
const ANSWER_LIMIT_MS = 60_000;

const fresh = () => ({ position: 0, outcomes: {}, causes: {}, lowestKbps: {}, endedByHour: {} });

async function load() {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return fresh();
    throw error;
  }
}

/** Statistics and position are replaced together: the next start goes on exactly there. */
async function save(statistics) {
  await writeFile(`${file}.new`, JSON.stringify(statistics, null, 2), { flush: true });
  await rename(`${file}.new`, file);
}

const count = (table, key) => (table[key] = (table[key] ?? 0) + 1);

/** What each kind of fact adds; all others only move the position. */
const takes = {
  ExperimentConcluded(statistics, { data, time }) {
    count(statistics.outcomes, data.outcome);
    if (data.cause) count(statistics.causes, data.cause.code);
    count(statistics.endedByHour, time.slice(0, 13));
  },
  CandidateMeasured(statistics, { data }) {
    for (const { clip, quality, kbps } of data.measurements) {
      const place = `${clip.slice(0, 10)} q${quality}`;
      statistics.lowestKbps[place] = Math.min(kbps, statistics.lowestKbps[place] ?? Infinity);
    }
  },
};

/** The durable, right behind `position`: made anew there when it is elsewhere. Only the ledger makes one. */
async function durableAfter(nc, position) {
  await ask(nc, followMessage(DURABLE, { acknowledge: 'all' }));
  const durable = await jetstream(nc).consumers.get(STREAM, DURABLE);
  const { delivered, ack_floor: acknowledged } = await durable.info();
  if (Math.max(delivered.stream_seq, acknowledged.stream_seq) === position) return durable;
  await ask(nc, followMessage(DURABLE, { acknowledge: 'all', from: position + 1 }));
  return jetstream(nc).consumers.get(STREAM, DURABLE);
}

async function ask(nc, { subject, payload }) {
  const answer = (await nc.request(subject, payload, { timeout: ANSWER_LIMIT_MS })).json();
  if (!answer.accepted) throw new Error(answer.refusal.message);
}

/** Takes facts in order, until one is missing or, with `--once`, the end of the log is reached. */
async function follow(nc, statistics) {
  const durable = await durableAfter(nc, statistics.position);
  if (mode === '--once' && (await durable.info()).num_pending === 0) return 'end';
  let unsaved = 0;
  for await (const message of await durable.consume({ max_messages: BATCH, abort_on_missing_resource: true })) {
    if (message.seq !== statistics.position + 1) return 'gap';
    const fact = message.json();
    takes[fact.type.split('.').at(-1)]?.(statistics, fact);
    statistics.position = message.seq;
    unsaved += 1;
    const { pending } = message.info;
    if (unsaved < BATCH && pending > 0) continue;
    await save(statistics);
    unsaved = 0;
    message.ack();
    console.log(`position ${statistics.position}: ${JSON.stringify(statistics.outcomes)}`);
    if (mode === '--once' && pending === 0) return 'end';
  }
  return 'gap';
}

const nc = await connect({ ...access, name: DURABLE, maxReconnectAttempts: -1 });
while ((await follow(nc, await load())) !== 'end');
await nc.drain();
