import { lostAttempts, overduePhases } from './deadlines.ts';

const NOW = new Date('2026-01-01T12:00:00.000Z');
const ago = (ms: number) => new Date(NOW.getTime() - ms);
const LIMITS = { drafting: 1_000, sanitizing: 2_000, queued: 3_000, measuring: 4_000 };

describe('lost attempts', () => {
  const lease = (executor: string, silentMs: number) => ({
    aggregateId: 'exp-1',
    attempt: 2,
    executor,
    beatAt: ago(silentMs),
    ttlMs: 15_000,
  });

  it('are those silent for longer than their lease lives', () => {
    expect(lostAttempts([lease('alive', 15_000)], NOW)).toEqual([]);
    expect(lostAttempts([lease('silent', 15_001)], NOW)).toEqual([
      { id: 'janitor:expire-attempt:exp-1:2', verb: 'expire-attempt', aggregateId: 'exp-1', data: { attempt: 2 } },
    ]);
  });
});

describe('overdue phases', () => {
  const waiting = (phase: 'drafting' | 'sanitizing' | 'queued' | 'executing' | 'measuring', servedMs: number) => ({
    id: `exp-${phase}`,
    phase,
    phaseVersion: 7,
    servedMs,
  });

  it('are those over the limit of their own phase', () => {
    const experiments = (['drafting', 'sanitizing', 'queued', 'measuring'] as const).map((phase) =>
      waiting(phase, 3_000),
    );

    expect(overduePhases(experiments, LIMITS)).toEqual([
      {
        id: 'janitor:expire-phase:exp-drafting:7',
        verb: 'expire-phase',
        aggregateId: 'exp-drafting',
        data: { phase: 'drafting', version: 7, limitMs: 1_000 },
      },
      {
        id: 'janitor:expire-phase:exp-sanitizing:7',
        verb: 'expire-phase',
        aggregateId: 'exp-sanitizing',
        data: { phase: 'sanitizing', version: 7, limitMs: 2_000 },
      },
    ]);
  });

  it('are never running attempts: their leases govern', () => {
    expect(overduePhases([waiting('executing', 10 ** 9)], LIMITS)).toEqual([]);
  });
});
