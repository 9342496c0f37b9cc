import { jetstreamManager } from '@nats-io/jetstream';
import { factSubject, RetryLater, STREAMS, type NatsConnection } from '@codecsmith/bus';
import { experimentFacts, type ExperimentFactData, type ExperimentFactType } from '@codecsmith/experiment';
import { fromFactEvent, LANES } from '@codecsmith/kernel';

type Queued = ExperimentFactData<'ExecutionQueued'>;

const FACTS_STREAM: keyof typeof STREAMS = 'FACTS';
const NOT_YET_MS = 1_000;

/**
 * What an experiment was to run: its last `ExecutionQueued`. It stands before the result in the same stream, so a
 * stream that is being refilled has it by the time the result is delivered.
 */
export async function workOf(nc: NatsConnection, experimentId: string): Promise<Queued> {
  for (const lane of LANES) {
    const queued = await find(nc, experimentId, 'ExecutionQueued', { lane });
    if (queued !== undefined) return queued;
  }
  throw notYet(experimentId, 'ExecutionQueued');
}

/** The last fact of a type that an experiment has; one that is not there yet is tried again later. */
export async function lastFact<Type extends ExperimentFactType>(
  nc: NatsConnection,
  experimentId: string,
  type: Type,
): Promise<ExperimentFactData<Type>> {
  const found = await find(nc, experimentId, type, {});
  if (found === undefined) throw notYet(experimentId, type);
  return found;
}

async function find<Type extends ExperimentFactType>(
  nc: NatsConnection,
  aggregateId: string,
  type: Type,
  data: object,
): Promise<ExperimentFactData<Type> | undefined> {
  const manager = await jetstreamManager(nc);
  const subject = factSubject({ aggregate: 'experiment', type, aggregateId, data });
  const stored = await manager.streams.getMessage(FACTS_STREAM, { last_by_subj: subject });
  if (stored === null) return undefined;
  return experimentFacts[type].parse(fromFactEvent(stored.json()).data) as ExperimentFactData<Type>;
}

const notYet = (experimentId: string, type: string): RetryLater =>
  new RetryLater(NOT_YET_MS, `${type} of ${experimentId} is not in the stream yet`);
