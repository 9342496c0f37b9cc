import { experimentFacts, type ExperimentFact } from '@codecsmith/experiment';
import type { Fact } from '@codecsmith/kernel';

/** Time that executors held an experiment. */
export interface Hold {
  /** Start of the execution that is under way, by the ledger's clock. */
  readonly startedAt: string | null;
  /** Of executions that have ended. */
  readonly seconds: number;
}

type Told = Pick<ExperimentFact, 'type' | 'data'>;

/** An execution lasts from its start to the next fact of its experiment; a lost one to its executor's last beat. */
export function hold({ startedAt, seconds }: Hold, fact: Told, occurredAt: string): Hold {
  if (fact.type === 'ExecutionStarted') return { startedAt: occurredAt, seconds };
  if (startedAt === null) return { startedAt, seconds };
  const { lastBeatAt } = fact.type === 'ExecutorLost' ? experimentFacts.ExecutorLost.parse(fact.data) : NEVER_LOST;
  const end = lastBeatAt ?? occurredAt;
  return { startedAt: null, seconds: seconds + Math.max(0, Date.parse(end) - Date.parse(startedAt)) / 1000 };
}

const NEVER_LOST = { lastBeatAt: null };

/** Seconds that executors held an experiment, told by its facts in order. */
export const executorSecondsOf = (facts: readonly Fact[]): number =>
  facts.reduce((sum, fact) => hold(sum, fact as Told & Fact, fact.occurredAt), { startedAt: null, seconds: 0 } as Hold)
    .seconds;
