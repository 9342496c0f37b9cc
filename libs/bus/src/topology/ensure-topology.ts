import {
  AckPolicy,
  DeliverPolicy,
  jetstreamManager,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type ConsumerConfig,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import { DURABLES, durablePlan, STREAMS, type DurableName, type StreamName, type StreamPlan } from './topology.ts';

export interface TopologyOptions {
  /** Copies of each stream in a cluster. */
  readonly replicas?: number;
  /**
   * Where a durable of FACTS begins when it has to be made: behind what it had acknowledged, or at the oldest open aggregate.
   * Asked only then. Default: the beginning.
   */
  readonly firstPosition?: (durable: DurableName) => Promise<number>;
}

/** What had to be done; empty lists when everything stood. */
export interface TopologyReport {
  readonly createdStreams: StreamName[];
  readonly createdDurables: DurableName[];
}

/** Creates or updates every stream and durable. Only the ledger calls it, at its start and when one was found missing. */
export async function ensureTopology(nc: NatsConnection, options: TopologyOptions = {}): Promise<TopologyReport> {
  const createdStreams = await ensureStreams(nc, options);
  return { createdStreams, createdDurables: await ensureDurables(nc, options) };
}

/** The streams alone: FACTS has to be filled before its durables can be given a place in it. */
export async function ensureStreams(nc: NatsConnection, { replicas = 1 }: TopologyOptions = {}): Promise<StreamName[]> {
  const jsm = await jetstreamManager(nc);
  const created: StreamName[] = [];
  for (const name of Object.keys(STREAMS) as StreamName[]) {
    if (await ensureStream(jsm, name, replicas)) created.push(name);
  }
  return created;
}

/**
 * The durables alone, once FACTS holds the log.
 *
 * @throws Error when a durable would have to begin beyond the end of FACTS: a server would silently begin at its end instead
 */
export async function ensureDurables(nc: NatsConnection, options: TopologyOptions = {}): Promise<DurableName[]> {
  const jsm = await jetstreamManager(nc);
  const created: DurableName[] = [];
  for (const name of Object.keys(DURABLES) as DurableName[]) {
    if (await ensureDurable(jsm, name, options)) created.push(name);
  }
  return created;
}

/**
 * Deletes FACTS with its durables and makes it anew, empty: when the stream went backwards or holds another history.
 * The caller refills it from position 1 and then calls {@link ensureDurables}.
 */
export async function recreateFacts(nc: NatsConnection, options: TopologyOptions = {}): Promise<void> {
  const jsm = await jetstreamManager(nc);
  await jsm.streams.delete('FACTS').catch(unlessMissing);
  await ensureStreams(nc, options);
}

/** Returns true when the stream had to be made. */
async function ensureStream(jsm: JetStreamManager, name: StreamName, replicas: number): Promise<boolean> {
  const plan: StreamPlan = STREAMS[name];
  const wanted = streamConfig(plan, replicas);
  const current = await jsm.streams.info(name).catch(unlessMissing);
  if (!current) await jsm.streams.add({ name, ...wanted });
  else if (differs(current.config, wanted)) await jsm.streams.update(name, { ...current.config, ...wanted });
  return !current;
}

function streamConfig(plan: StreamPlan, replicas: number) {
  return {
    subjects: [...plan.subjects],
    retention: plan.retention === 'workqueue' ? RetentionPolicy.Workqueue : RetentionPolicy.Limits,
    storage: StorageType.File,
    num_replicas: replicas,
    max_age: plan.maxAgeDays === undefined ? 0 : nanos(plan.maxAgeDays * 86_400_000),
    max_bytes: -1,
    max_msgs: plan.maxMessages ?? -1,
    ...(plan.allowsDirect ? { allow_direct: true } : {}),
  } satisfies Partial<StreamConfig>;
}

/** Returns true when the durable had to be made. */
async function ensureDurable(jsm: JetStreamManager, name: DurableName, options: TopologyOptions): Promise<boolean> {
  const plan = durablePlan(name);
  const wanted = {
    filter_subject: plan.filter,
    ack_wait: nanos(plan.ackWaitMs),
    max_ack_pending: plan.maxAckPending,
    // We count deliveries ourselves: the server would drop a message at its limit without a word.
    max_deliver: -1,
  } satisfies Partial<ConsumerConfig>;
  const current = await jsm.consumers.info(plan.stream, name).catch(unlessMissing);
  if (current) {
    if (differs(current.config, wanted)) await jsm.consumers.update(plan.stream, name, wanted);
    return false;
  }
  const start = plan.stream === 'FACTS' ? await firstPosition(jsm, name, options) : 1;
  await jsm.consumers.add(plan.stream, {
    durable_name: name,
    ack_policy: AckPolicy.Explicit,
    ...(start > 1
      ? { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: start }
      : { deliver_policy: DeliverPolicy.All }),
    ...wanted,
  });
  return true;
}

async function firstPosition(jsm: JetStreamManager, name: DurableName, options: TopologyOptions): Promise<number> {
  const wanted = (await options.firstPosition?.(name)) ?? 1;
  const { last_seq: last } = (await jsm.streams.info('FACTS')).state;
  if (wanted > last + 1) throw new Error(`FACTS ends at ${last}; refill it before its durables begin at ${wanted}`);
  return wanted;
}

/** Servers before 2.10 leave zero values out of their answers, so a missing value counts as zero. */
export function differs(current: object, wanted: object): boolean {
  return Object.entries(wanted).some(
    ([key, value]) => JSON.stringify((current as Record<string, unknown>)[key] ?? 0) !== JSON.stringify(value),
  );
}

const NOT_FOUND_STATUS = 404;

export function unlessMissing(error: unknown): undefined {
  if (error instanceof JetStreamApiError && error.status === NOT_FOUND_STATUS) return undefined;
  throw error;
}
