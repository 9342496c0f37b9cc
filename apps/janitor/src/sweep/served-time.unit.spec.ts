import { overduePhases } from './deadlines.ts';
import { ServedTime } from './served-time.ts';

const MINUTE_MS = 60_000;
const SWEEP_MS = MINUTE_MS / 2;
const LIMITS = {
  drafting: 15 * MINUTE_MS,
  sanitizing: 10 * MINUTE_MS,
  queued: 60 * MINUTE_MS,
  measuring: 60 * MINUTE_MS,
};
const PHASES = ['drafting', 'sanitizing', 'queued', 'executing', 'measuring'] as const;

const experiments = PHASES.flatMap((phase) =>
  Array.from({ length: 500 }, (_, index) => ({
    ...{ id: `exp-${phase}-${index}`, phase, phaseVersion: 1, lane: 'cpu', position: index + 1 },
  })),
);

/** Sweeps for so many minutes, and counts what is overdue at the end. */
function sweeps(served: ServedTime, fromMs: number, minutes: number, isServed: () => boolean, of = experiments) {
  let phases: ReturnType<ServedTime['count']> = [];
  for (let ms = 0; ms <= minutes * MINUTE_MS; ms += SWEEP_MS) {
    phases = served.count(of, isServed, new Date(fromMs + ms));
  }
  return overduePhases(phases, LIMITS).length;
}

describe('500 experiments in every phase', () => {
  it('expire none in 60 minutes in which the lab is stopped', () => {
    const served = new ServedTime(SWEEP_MS);
    expect(sweeps(served, 0, 9, () => true)).toBe(0);
    expect(sweeps(served, 69 * MINUTE_MS, 0.5, () => true)).toBe(0);
  });

  it('expire none in 24 hours in which no service works', () => {
    const few = experiments.filter((_, index) => index % 100 === 0);
    expect(sweeps(new ServedTime(SWEEP_MS), 0, 24 * 60, () => false, few)).toBe(0);
  });

  it('expire after their limit in the hands of a service, and an execution never', () => {
    const served = new ServedTime(SWEEP_MS);
    expect(sweeps(served, 0, 10, () => true)).toBe(0);
    expect(sweeps(served, 10 * MINUTE_MS, 1, () => true)).toBe(500);
    expect(sweeps(served, 11 * MINUTE_MS, 50, () => true)).toBe(2000);
  });
});
