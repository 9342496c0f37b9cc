import type { Fact } from '@codecsmith/kernel';
import type { ExperimentFactType } from '@codecsmith/experiment';
import { metrics, seconds } from '@codecsmith/observability';
import { LRUCache } from 'lru-cache';

/** Facts that begin a phase of an experiment. */
const BEGINS: Partial<Record<ExperimentFactType, string>> = {
  ExperimentRequested: 'drafting',
  CandidateDrafted: 'sanitizing',
  ExecutionQueued: 'queued',
  ExecutionStarted: 'executing',
  CandidateExecuted: 'measuring',
};

/** Facts that change no phase: they come beside the experiment's way, or after its end. */
const BESIDE: ReadonlySet<string> = new Set<ExperimentFactType>([
  'LateResultIgnored',
  'VerificationRequested',
  'CandidateReexecuted',
  'VerificationPassed',
  'VerificationFailed',
]);

const KEPT_EXPERIMENTS = 10_000;

interface OpenPhase {
  readonly phase: string;
  readonly sinceMs: number;
}

/** How long experiments were in each phase. A phase that began before this ledger started is not counted: nobody timed it. */
export class PhaseTimes {
  private readonly open = new LRUCache<string, OpenPhase>({ max: KEPT_EXPERIMENTS });

  note({ aggregate, aggregateId, type, occurredAt }: Fact): void {
    if (aggregate !== 'experiment' || BESIDE.has(type)) return;
    const atMs = Date.parse(occurredAt);
    const before = this.open.get(aggregateId);
    if (before !== undefined) metrics.phases.observe({ phase: before.phase, end: type }, seconds(before.sinceMs, atMs));
    const phase = BEGINS[type as ExperimentFactType];
    if (phase === undefined) this.open.delete(aggregateId);
    else this.open.set(aggregateId, { phase, sinceMs: atMs });
  }
}
