import { NAMESPACE, refusedSchema, refuse, type ReadonlyDeep, type Refusal } from '@codecsmith/kernel';
import {
  AckPolicy,
  DeliverPolicy,
  jetstream,
  jetstreamManager,
  type Consumer,
  type ConsumerConfig,
} from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import { z } from 'zod';
import { tryAsk } from '../connection/ask.ts';
import { parseWith, readJson, type ArrivedMessage } from '../messages/read-command.ts';
import { differs, unlessMissing } from '../topology/ensure-topology.ts';
import { addressOf, askSubject, FOLLOW } from '../topology/subjects.ts';
import { DURABLES, type StreamName } from '../topology/topology.ts';

const STREAM = 'FACTS' satisfies StreamName;
const EVERY_FACT = `${NAMESPACE}.fact.>`;

/** What a program asks the ledger for: a durable in stream FACTS that has the name of its user. */
export const followSchema = z.strictObject({
  /** First position to be delivered; the durable is then made anew. Without it the durable goes on where it is, or begins at 1. */
  from: z.int().positive().optional(),
  filter: z
    .string()
    .regex(/^lab\.v1\.fact(\.[^\s.]+)+$/, 'a filter below lab.v1.fact')
    .default(EVERY_FACT),
  /** Whether each message is acknowledged, one for all before it, or none. */
  acknowledge: z.enum(['each', 'all', 'none']).default('each'),
});
export type FollowRequest = z.input<typeof followSchema>;

export const followingSchema = z.discriminatedUnion('accepted', [
  z.object({ accepted: z.literal(true), durable: z.string(), stream: z.string() }),
  refusedSchema,
]);
export type Following = ReadonlyDeep<z.output<typeof followingSchema>>;

/** A request to follow, and the user that it came from. */
export interface AskedToFollow {
  readonly user: string;
  readonly request: z.output<typeof followSchema>;
}

/** @throws UnreadableMessage */
export function readFollow({ subject, data }: ArrivedMessage): AskedToFollow {
  const user = addressOf(subject)?.actor?.split(':')[1] ?? '';
  return { user, request: parseWith(followSchema, data.length === 0 ? {} : readJson(data)) };
}

/** The ledger's side of {@link followFacts}: makes the durable of a user, or leaves it as it is. */
export async function makeFollower(nc: NatsConnection, { user, request }: AskedToFollow): Promise<Following> {
  const manager = await jetstreamManager(nc);
  const current = await manager.consumers.info(STREAM, user).catch(unlessMissing);
  const following: Following = { accepted: true, durable: user, stream: STREAM };
  const wanted = followerConfig(request);
  if (current && request.from === undefined && !differs(current.config, wanted)) return following;
  const { last_seq: last } = (await manager.streams.info(STREAM)).state;
  const from = request.from ?? 1;
  if (from > last + 1) return { accepted: false, id: '', refusal: beyondEnd(from, last) };
  if (current) await manager.consumers.delete(STREAM, user).catch(unlessMissing);
  await manager.consumers.add(STREAM, {
    ...wanted,
    durable_name: user,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: from,
  });
  return following;
}

/** A durable of a user, as it was when it was last seen. */
export interface KnownFollower {
  readonly name: string;
  readonly acknowledged: number;
  readonly config: Partial<ConsumerConfig>;
}

/** Makes durables of users again that are gone, behind what each had acknowledged. @returns the names of those */
export async function remakeFollowers(nc: NatsConnection, known: readonly KnownFollower[]): Promise<string[]> {
  const manager = await jetstreamManager(nc);
  const made: string[] = [];
  for (const { name, acknowledged, config } of known) {
    if (name in DURABLES || (await manager.consumers.info(STREAM, name).catch(unlessMissing))) continue;
    const place = { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: acknowledged + 1 };
    await manager.consumers.add(STREAM, { ...config, ...place, durable_name: name });
    made.push(name);
  }
  return made;
}

const ACKNOWLEDGE = { each: AckPolicy.Explicit, all: AckPolicy.All, none: AckPolicy.None } as const;
const ACK_WAIT_MS = 30_000;

/** Pulled, never pushed: the server sends to the inbox of its user, and to no subject that a reader could choose. */
const followerConfig = ({ filter, acknowledge }: z.output<typeof followSchema>) =>
  ({
    ack_policy: ACKNOWLEDGE[acknowledge],
    filter_subject: filter,
    ...(acknowledge === 'none' ? {} : { ack_wait: nanos(ACK_WAIT_MS) }),
  }) satisfies Partial<ConsumerConfig>;

const beyondEnd = (from: number, last: number): Refusal =>
  refuse('beyond_end', `from: ${from}; the log ends at ${last}`, { field: 'from', allowed: [`1 to ${last + 1}`] });

/**
 * Asks the ledger for a durable of one's own in stream FACTS.
 *
 * @param actor `service:<name>` or `user:<name>`, the user of the connection
 * @throws Error when the ledger does not answer now, or refuses
 */
export async function followFacts(nc: NatsConnection, actor: string, request: FollowRequest): Promise<Consumer> {
  const answer = await tryAsk(nc, askSubject(FOLLOW, actor), JSON.stringify(request), followingSchema, {});
  if (answer === undefined) throw new Error('the ledger does not answer: facts cannot be followed now');
  if (!answer.accepted) throw new Error(`facts cannot be followed: ${answer.refusal.message}`);
  return jetstream(nc).consumers.get(STREAM, answer.durable);
}
