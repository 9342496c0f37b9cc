import { JetStreamApiError, jetstreamManager, type ConsumerInfo, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { DURABLES, durablePlan, type DurableName, type StreamName } from './topology.ts';

/** How far a durable is behind. */
export interface QueueState {
  readonly durable: DurableName;
  /** Messages that nobody has taken. */
  readonly waiting: number;
  /** Taken and not yet acknowledged. */
  readonly inFlight: number;
  /** Delivered more than once and still not acknowledged. */
  readonly repeated: number;
  /** When the stream took in the oldest message that nobody has taken; undefined when none waits. */
  readonly oldestAt: Date | undefined;
  /** Whether the bus has lost the durable: its service gets no work until the ledger makes it again. */
  readonly missing: boolean;
}

/** Asks the bus how much work waits, and since when. */
export async function queueStates(nc: NatsConnection): Promise<QueueState[]> {
  const manager = await jetstreamManager(nc);
  return Promise.all((Object.keys(DURABLES) as DurableName[]).map((name) => queueState(manager, name)));
}

/** Messages in QUARANTINE. */
export async function quarantinedCount(nc: NatsConnection): Promise<number> {
  const manager = await jetstreamManager(nc);
  const { state } = await manager.streams.info('QUARANTINE' satisfies StreamName);
  return state.messages;
}

async function queueState(manager: JetStreamManager, durable: DurableName): Promise<QueueState> {
  const info = await durableOf(manager, durable);
  if (info === undefined) return { durable, waiting: 0, inFlight: 0, repeated: 0, oldestAt: undefined, missing: true };
  const { num_pending: waiting, num_ack_pending: inFlight, num_redelivered: repeated } = info;
  const oldestAt = waiting === 0 ? undefined : await oldestOf(manager, durable, info);
  return { durable, waiting, inFlight, repeated, oldestAt, missing: false };
}

/** Undefined when the bus has lost it. */
async function durableOf(manager: JetStreamManager, durable: DurableName): Promise<ConsumerInfo | undefined> {
  return manager.consumers.info(durablePlan(durable).stream, durable).catch((error: unknown) => {
    if (error instanceof JetStreamApiError && error.status === 404) return undefined;
    throw error;
  });
}

/** Undefined when it has been taken meanwhile. */
async function oldestOf(
  manager: JetStreamManager,
  durable: DurableName,
  info: ConsumerInfo,
): Promise<Date | undefined> {
  const { stream, filter } = durablePlan(durable);
  const next = { seq: info.delivered.stream_seq + 1, next_by_subj: filter };
  const message = await manager.streams.getMessage(stream, next);
  return message?.time;
}
