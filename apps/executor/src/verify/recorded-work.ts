import { jetstreamManager } from '@nats-io/jetstream';
import { factSubject, RetryLater, type NatsConnection } from '@codecsmith/bus';
import { experimentFacts, type ExperimentFactData } from '@codecsmith/experiment';
import { fromFactEvent, LANES } from '@codecsmith/kernel';
import type { Queued } from '../attempt/work.ts';

export type Executed = ExperimentFactData<'CandidateExecuted'>;

/** What a completed experiment was to run, and what came of it, as the log tells it. */
export interface RecordedWork {
  readonly queued: Queued;
  readonly executed: Executed;
}

const NOT_YET_MS = 1_000;

/** Reads the facts that stand before a request to verify in the same stream; one that is being refilled has them soon. */
export async function recordedWork(nc: NatsConnection, experimentId: string): Promise<RecordedWork> {
  const last = async (type: string, lane?: string): Promise<unknown> => {
    const manager = await jetstreamManager(nc);
    const subject = factSubject({ aggregate: 'experiment', type, aggregateId: experimentId, data: { lane } });
    const stored = await manager.streams.getMessage('FACTS', { last_by_subj: subject });
    return stored === null ? undefined : fromFactEvent(stored.json()).data;
  };
  let queued: unknown;
  for (const lane of LANES) queued ??= await last('ExecutionQueued', lane);
  const executed = await last('CandidateExecuted');
  if (queued === undefined || executed === undefined) {
    throw new RetryLater(NOT_YET_MS, `the facts of ${experimentId} are not in the stream yet`);
  }
  return {
    queued: experimentFacts.ExecutionQueued.parse(queued),
    executed: experimentFacts.CandidateExecuted.parse(executed),
  };
}
