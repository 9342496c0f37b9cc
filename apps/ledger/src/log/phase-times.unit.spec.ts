import type { Fact } from '@codecsmith/kernel';
import { renderMetrics } from '@codecsmith/observability';
import { PhaseTimes } from './phase-times.ts';

const fact = (type: string, atSecond: number, aggregate = 'experiment'): Fact => ({
  ...{ id: `e:${atSecond}`, type, schemaVersion: 1, aggregate, aggregateId: 'e', version: 1, position: 1 },
  ...{ causationId: 'c', correlationId: 'e', actor: 'user:spec', data: {}, hash: '' },
  occurredAt: new Date(atSecond * 1_000).toISOString(),
});

const phases = async (): Promise<string[]> =>
  (await renderMetrics()).text.split('\n').filter((line) => line.startsWith('codecsmith_phase_seconds_sum'));

const sum = (phase: string, end: string, value: number) =>
  `codecsmith_phase_seconds_sum{phase="${phase}",end="${end}"} ${value}`;

describe('the time in a phase', () => {
  it('runs from the fact that began it to the one that ended it', async () => {
    const times = new PhaseTimes();

    times.note(fact('ExecutionStarted', 5)); // began before this ledger looked: queued is not timed
    times.note(fact('LateResultIgnored', 6));
    times.note(fact('VerificationRequested', 6, 'campaign'));
    times.note(fact('ExecutionCrashed', 8));
    times.note(fact('ExperimentConcluded', 8));
    times.note(fact('ExperimentRequested', 10));
    times.note(fact('CandidateDrafted', 14));
    times.note(fact('CandidateRejected', 15));

    expect(await phases()).toEqual([
      sum('executing', 'ExecutionCrashed', 3),
      sum('drafting', 'CandidateDrafted', 4),
      sum('sanitizing', 'CandidateRejected', 1),
    ]);
  });
});
