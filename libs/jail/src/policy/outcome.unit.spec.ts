import { defaultLimits } from './limits.ts';
import { classify, type Observation } from './outcome.ts';

const LIMITS = { ...defaultLimits({ pixels: 0, torch: false }), wallMs: 20_000, cpuMs: 1000 };
const CLEAN: Observation = {
  ended: 'exit',
  exitCode: 0,
  signal: null,
  wallMs: 20_000,
  waitedMs: 0,
  cpuMs: 10,
  oomKills: 0,
  peakBytes: 0,
  framesDone: 4,
  failure: null,
  done: { bytes: 100, packets: 0 },
  protocolError: null,
};
const EXPECTED = { limits: LIMITS, exactBytes: 100, frames: 4 };
const exception = { kind: 'exception', message: 'ValueError: no', line: 7, frame: 2 } as const;
const outcomeOf = (seen: Partial<Observation>): string => classify({ ...CLEAN, ...seen }, EXPECTED).outcome;

describe('naming the outcome of a run', () => {
  it('is ok only for a clean exit with an output of the right size', () => {
    expect(outcomeOf({})).toBe('ok');
    expect(outcomeOf({ done: { bytes: 99, packets: 0 } })).toBe('output_invalid');
    expect(outcomeOf({ done: null })).toBe('output_invalid');
    expect(outcomeOf({ exitCode: 3 })).toBe('crashed');
    expect(outcomeOf({ protocolError: 'a message after the last one' })).toBe('output_invalid');
  });

  it('asks in the order of the design: harness, memory, forbidden call, processor time, signal, report, output', () => {
    const worst: Observation = {
      ...CLEAN,
      ended: 'deadline',
      oomKills: 1,
      signal: 31,
      exitCode: null,
      failure: exception,
      done: null,
    };
    const steps: (readonly [Partial<Observation>, string])[] = [
      [{}, 'timed_out'],
      [{ ended: 'exit' }, 'out_of_memory'],
      [{ ended: 'exit', oomKills: 0 }, 'jail_violated'],
      [{ ended: 'exit', oomKills: 0, signal: 24 }, 'timed_out'],
      [{ ended: 'exit', oomKills: 0, signal: 9, cpuMs: 990 }, 'timed_out'],
      [{ ended: 'exit', oomKills: 0, signal: 9, cpuMs: 500 }, 'crashed'],
      [{ ended: 'exit', oomKills: 0, signal: null, failure: { ...exception, kind: 'memory' } }, 'out_of_memory'],
      [{ ended: 'exit', oomKills: 0, signal: null }, 'crashed'],
      [{ ended: 'exit', oomKills: 0, signal: null, failure: { ...exception, kind: 'invalid' } }, 'output_invalid'],
      [{ ended: 'exit', oomKills: 0, signal: null, failure: null, exitCode: 0 }, 'output_invalid'],
    ];
    expect(steps.map(([change]) => classify({ ...worst, ...change }, EXPECTED).outcome)).toEqual(
      steps.map(([, outcome]) => outcome),
    );
  });

  it('blames the host where its memory ran out before the guest had what it may have', () => {
    const killed: Partial<Observation> = { oomKills: 1, signal: 9, exitCode: null, done: null };
    const { memoryBytes } = LIMITS;
    expect(outcomeOf({ ...killed, peakBytes: memoryBytes })).toBe('out_of_memory');
    expect(outcomeOf({ ...killed, peakBytes: memoryBytes / 4 })).toBe('lab_fault');
    expect(outcomeOf({ ...killed, peakBytes: 0 })).toBe('out_of_memory');
  });

  it('doubts that a candidate killed itself, or hung without computing', () => {
    const doubtOf = (seen: Partial<Observation>) => {
      const result = classify({ ...CLEAN, exitCode: null, done: null, framesDone: 2, ...seen }, EXPECTED);
      return 'doubt' in result ? result.doubt : undefined;
    };
    expect(doubtOf({ signal: 9, cpuMs: 400 })).toBe(
      'ended by SIGKILL after 0.4 s of processor time; the last frame that it finished was its number 2',
    );
    expect(doubtOf({ signal: 11 })).toBeUndefined();
    expect(doubtOf({ ended: 'deadline', signal: 9, cpuMs: 10, framesDone: 0 })).toBe(
      'did not finish within 20 s after 0.01 s of processor time; it had finished no frame',
    );
    expect(doubtOf({ ended: 'deadline', signal: 9, cpuMs: 5000 })).toBeUndefined();
  });

  it('blames a machine that gave the guest no processor, and counts no waiting as the candidate’s time', () => {
    const late: Observation = { ...CLEAN, wallMs: 200_000, waitedMs: 185_000, cpuMs: 800, exitCode: null, done: null };
    expect(classify({ ...late, ended: 'starved' }, EXPECTED)).toEqual({
      outcome: 'lab_fault',
      cause: {
        message: 'the machine is too busy: of 200 s the guest waited 185 s for a processor, and used 1 s of it',
      },
    });
    expect(classify({ ...late, ended: 'deadline', cpuMs: 4000, waitedMs: 9000 }, EXPECTED)).toMatchObject({
      outcome: 'timed_out',
      cause: { message: 'did not finish within 20 s, not counting 9 s that it waited for a processor' },
    });
  });

  it('names frame, line and limit where they are known', () => {
    const failed = { ...CLEAN, exitCode: 1, done: null, failure: exception };
    expect(classify(failed, EXPECTED)).toEqual({
      outcome: 'crashed',
      cause: { message: 'ValueError: no', frame: 2, line: 7 },
    });
    const late: Observation = {
      ...CLEAN,
      ended: 'deadline',
      cpuMs: 9000,
      framesDone: 1,
      exitCode: null,
      signal: 9,
      done: null,
    };
    expect(classify(late, EXPECTED)).toEqual({
      outcome: 'timed_out',
      cause: { message: 'did not finish within 20 s', frame: 1, limit: { name: 'wallMs', value: 20_000 } },
    });
    expect(classify({ ...late, ended: 'cancelled' }, EXPECTED).outcome).toBe('cancelled');
  });
});
