import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { factSubject, RetryLater, STREAMS, type NatsConnection } from '@codecsmith/bus';
import { experimentFacts, type ExperimentFactData } from '@codecsmith/experiment';
import { fromFactEvent } from '@codecsmith/kernel';

type Queued = ExperimentFactData<'ExecutionQueued'>;

const FACTS_STREAM: keyof typeof STREAMS = 'FACTS';
const NOT_YET_MS = 1_000;

/**
 * What an experiment was to run: its last `ExecutionQueued`. It stands before the result in the same stream, so a
 * stream that is being refilled has it by the time the result is delivered.
 */
export async function workOf(nc: NatsConnection, experimentId: string): Promise<Queued> {
  const manager = await jetstreamManager(nc);
  for (const lane of ['cpu', 'gpu'] as const) {
    const queued = await lastFact(manager, experimentId, lane);
    if (queued !== undefined) return queued;
  }
  throw new RetryLater(NOT_YET_MS, `ExecutionQueued of ${experimentId} is not in the stream yet`);
}

async function lastFact(
  manager: JetStreamManager,
  aggregateId: string,
  lane: Queued['lane'],
): Promise<Queued | undefined> {
  const subject = factSubject({ aggregate: 'experiment', type: 'ExecutionQueued', aggregateId, data: { lane } });
  const stored = await manager.streams.getMessage(FACTS_STREAM, { last_by_subj: subject });
  if (stored === null) return undefined;
  return experimentFacts.ExecutionQueued.parse(fromFactEvent(stored.json()).data);
}
