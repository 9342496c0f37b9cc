import { setTimeout as sleep } from 'node:timers/promises';
import type { FactReader, NatsConnection } from '@codecsmith/bus';

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
  reader: FactReader,
  { from, to, speed, subject }: ReplayPlan,
  onProgress: (done: number, of: number) => void,
): Promise<number> {
  let done = 0;
  let before: number | undefined;
  for await (const message of reader.messages(from, to)) {
    const at = Date.parse(message.json<{ time: string }>().time);
    await sleep((at - (before ?? at)) / speed);
    before = at;
    nc.publish(`${subject}.${message.subject}`, message.data, message.headers && { headers: message.headers });
    done += 1;
    onProgress(done, to - from + 1);
  }
  await nc.flush();
  return done;
}
