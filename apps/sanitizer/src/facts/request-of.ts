import { jetstreamManager } from '@nats-io/jetstream';
import { factSubject, RetryLater, STREAMS, type NatsConnection } from '@codecsmith/bus';
import { experimentFacts, type ExperimentFactData } from '@codecsmith/experiment';
import { fromFactEvent } from '@codecsmith/kernel';

const FACTS_STREAM: keyof typeof STREAMS = 'FACTS';
const NOT_YET_MS = 1_000;

/**
 * What was asked of an experiment. The request stands before the draft in the same stream, so a stream that is being
 * refilled has it by the time the draft is delivered.
 */
export async function requestOf(
  nc: NatsConnection,
  experimentId: string,
): Promise<ExperimentFactData<'ExperimentRequested'>> {
  const subject = factSubject({
    aggregate: 'experiment',
    type: 'ExperimentRequested',
    aggregateId: experimentId,
    data: null,
  });
  const manager = await jetstreamManager(nc);
  const stored = await manager.streams.getMessage(FACTS_STREAM, { last_by_subj: subject });
  if (stored === null)
    throw new RetryLater(NOT_YET_MS, `ExperimentRequested of ${experimentId} is not in the stream yet`);
  return experimentFacts.ExperimentRequested.parse(fromFactEvent(stored.json()).data);
}
