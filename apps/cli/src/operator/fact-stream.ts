import { setTimeout as sleep } from 'node:timers/promises';
import type { NatsConnection } from '@codecsmith/bus';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';

const STREAM = 'FACTS';

/** The last fact that the bus carries; undefined where its stream is not there or empty. */
export async function lastOfFacts(
  nc: NatsConnection,
): Promise<{ sequence: number; hash: string | undefined } | undefined> {
  const manager = await jetstreamManager(nc);
  const { last_seq: sequence, messages } = (await manager.streams.info(STREAM)).state;
  if (messages === 0) return undefined;
  const last = await manager.streams.getMessage(STREAM, { seq: sequence });
  return { sequence, hash: last?.json<{ hash?: string }>().hash };
}

/** Which part of the log to publish again, how fast, and below which subject. */
export interface ReplayPlan {
  readonly from: number;
  readonly to: number;
  /** How many times as fast as it happened; Infinity for no pauses. */
  readonly speed: number;
  readonly subject: string;
}

/**
 * Publishes facts again as they are, in order, each on its subject below another one.
 *
 * @returns how many
 */
export async function replayFacts(
  nc: NatsConnection,
  { from, to, speed, subject }: ReplayPlan,
  onProgress: (done: number, of: number) => void,
): Promise<number> {
  const consumer = await jetstream(nc).consumers.get(STREAM, { opt_start_seq: from });
  const { num_pending: waiting } = await consumer.info();
  const count = Math.min(waiting, to - from + 1);
  let done = 0;
  let before: number | undefined;
  if (count === 0) return done;
  for await (const message of await consumer.consume()) {
    const at = Date.parse(message.json<{ time: string }>().time);
    await sleep((at - (before ?? at)) / speed);
    before = at;
    nc.publish(`${subject}.${message.subject}`, message.data, message.headers && { headers: message.headers });
    done += 1;
    onProgress(done, count);
    if (done === count) break;
  }
  await nc.flush();
  return done;
}
