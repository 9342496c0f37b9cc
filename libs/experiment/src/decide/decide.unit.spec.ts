import type { ExperimentCommand } from '../commands/index.ts';
import { replay } from '../evolve/evolve.ts';
import { experimentFacts, type ExperimentFact } from '../facts/index.ts';
import { digestOf, sampleCandidate, sampleMeasurement, sampleRun } from '../testing/index.testing.ts';
import { command, context, lived, park, recorded, when } from './life.testing.ts';

const TO_EXECUTING = ['request', 'record-draft', 'record-cleared', 'start-execution'] as const;
const TO_MEASURING = [...TO_EXECUTING, 'record-executed'] as const;
const WHOLE_LIFE = [...TO_MEASURING, 'record-measured'] as const;
const types = (facts: readonly { type: string }[]) => facts.map((fact) => fact.type);
const refusalOf = (decision: ReturnType<typeof when>) => (decision.accepted ? 'accepted' : decision.refusal.code);
const factsOf = (decision: ReturnType<typeof when>) =>
  decision.accepted ? types(decision.facts) : decision.refusal.code;

describe('a life that goes well', () => {
  it('passes every phase and ends completed', () => {
    const facts = lived(...WHOLE_LIFE);
    expect(types(facts)).toEqual([
      'ExperimentRequested',
      'CandidateDrafted',
      'CandidateCleared',
      'ExecutionQueued',
      'ExecutionStarted',
      'CandidateExecuted',
      'CandidateMeasured',
      'ExperimentConcluded',
    ]);
    expect(replay(recorded(facts))).toEqual({ phase: 'concluded', outcome: 'completed', attempt: 1, ignored: [] });
  });

  it('makes only facts that fit their own schemas', () => {
    for (const fact of lived(...WHOLE_LIFE)) expect(experimentFacts[fact.type].parse(fact.data)).toEqual(fact.data);
  });

  it('puts the clips themselves, not the names, into the request', () => {
    const [requested] = lived('request');
    expect(requested).toMatchObject({ data: { clips: [park] } });
  });

  it('is compared with every encoder that the request names, once', () => {
    const named = lived(command('request', { anchors: ['x265', 'svtav1', 'x265'] }), 'record-draft', 'record-cleared');
    const queued = named.find(({ type }) => type === 'ExecutionQueued');
    expect(queued).toMatchObject({ data: { anchors: ['x265', 'svtav1'] } });
  });

  it('is compared with x264 alone where a fact of before names none', () => {
    const [requested] = recorded(lived('request'));
    const before = { ...(requested?.data as object), anchors: undefined };
    expect(experimentFacts.ExperimentRequested.parse(before).anchors).toEqual([]);
  });
});

describe('a request', () => {
  it.each([
    ['an unknown clip', { clips: ['nowhere'] }, 'unknown_clip'],
    ['a clip named twice', { clips: ['park', park.digest] }, 'repeated_value'],
    ['a quality given twice', { qualities: [20, 20] }, 'repeated_value'],
  ])('is refused for %s', (_, change, code) => {
    expect(refusalOf(when([], command('request', change)))).toBe(code);
  });

  it('is refused for 10-bit clips, naming the clip', () => {
    const decision = when([], command('request'), { clip: () => ({ ...park, pixelFormat: 'yuv420p10le' }) });
    expect(decision).toMatchObject({ refusal: { code: 'clip_not_8_bit', field: 'clips', allowed: ['yuv420p'] } });
  });

  it('is refused for an id that exists', () => {
    expect(refusalOf(when(lived('request'), command('request')))).toBe('already_exists');
  });

  it('comes first: anything else is about an unknown experiment', () => {
    expect(refusalOf(when([], command('record-draft')))).toBe('unknown_experiment');
  });
});

describe('endings before the jail', () => {
  it('a failed draft ends not drafted', () => {
    expect(factsOf(when(lived('request'), command('record-drafting-failed')))).toEqual([
      'DraftingFailed',
      'ExperimentConcluded',
    ]);
  });

  it('a failed draft from before its prompt was kept can still be read', () => {
    const cause = { code: 'no_code', message: 'the reply holds no fenced code block' };
    expect(experimentFacts.DraftingFailed.parse({ cause })).toMatchObject({
      ...{ cause, model: null, prompt: null, reply: null, tokens: null, costUsd: null },
    });
  });

  it('a rejection ends rejected with the first violation as the cause', () => {
    const decision = when(lived('request', 'record-draft'), command('record-rejected'));
    expect(decision).toMatchObject({
      facts: [
        { type: 'CandidateRejected' },
        {
          data: { outcome: 'rejected', cause: { code: 'syntax', line: 3, column: 1, advice: 'mend it' }, score: null },
        },
      ],
    });
  });

  it('a duplicate is marked, and runs all the same', () => {
    const decision = when(lived('request', 'record-draft'), command('record-cleared'), { duplicateOf: () => 'exp-0' });
    expect(decision).toMatchObject({ facts: [{ data: { duplicateOf: 'exp-0' } }, { type: 'ExecutionQueued' }] });
  });
});

describe('an execution', () => {
  const executing = lived(...TO_EXECUTING);

  it('belongs to the executor that started it', () => {
    expect(refusalOf(when(executing, command('start-execution', { executor: 'executor-2' })))).toBe('already_started');
  });

  it('starts only in its own lane and for the current attempt', () => {
    const queued = lived('request', 'record-draft', 'record-cleared');
    expect(refusalOf(when(queued, command('start-execution', { lane: 'gpu' })))).toBe('wrong_lane');
    expect(refusalOf(when(queued, command('start-execution', { attempt: 2 })))).toBe('stale_attempt');
  });

  it('runs on the gpu lane, and nowhere else, when the candidate needs a GPU', () => {
    const needy = command('record-cleared', { candidate: sampleCandidate({ needs: ['torch', 'gpu'] }) });
    const queued = lived('request', 'record-draft', needy);
    expect(queued.at(-1)).toMatchObject({ type: 'ExecutionQueued', data: { lane: 'gpu' } });
    expect(refusalOf(when(queued, command('start-execution', { lane: 'cpu' })))).toBe('wrong_lane');
    expect(when(queued, command('start-execution', { lane: 'gpu' }))).toMatchObject({ accepted: true });
  });

  it.each([
    ['crashed', 'ExecutionCrashed'],
    ['timed_out', 'ExecutionTimedOut'],
    ['out_of_memory', 'ExecutionOutOfMemory'],
    ['output_invalid', 'OutputInvalid'],
    ['jail_violated', 'JailViolated'],
  ])('that %s is its own fact, ends the experiment, and is not retried', (kind, type) => {
    const decision = when(executing, command('record-execution-failed', { kind }));
    expect(decision).toMatchObject({
      facts: [{ type }, { type: 'ExperimentConcluded', data: { outcome: kind, score: null } }],
    });
  });

  it('must hold every run that was asked for, of the code that was cleared', () => {
    expect(refusalOf(when(executing, command('record-executed', { runs: [sampleRun(20)] })))).toBe('missing_run');
    expect(
      refusalOf(when(executing, command('record-executed', { runs: [sampleRun(20), sampleRun(80), sampleRun(80)] }))),
    ).toBe('missing_run');
    expect(refusalOf(when(executing, command('record-executed', { code: digestOf('9') })))).toBe('wrong_code');
  });
});

describe('a split execution', () => {
  const FIRST = 'service:first';
  const split = { splitsExecution: true };
  const by = (cmd: ExperimentCommand, actor: string): ExperimentCommand => ({ ...cmd, actor });
  const start = (attempt: number, machine: string, actor: string) =>
    by(command('start-execution', { attempt, environment: { machine } }), actor);
  /** Facts after each of these commands, all of which are accepted. */
  const after = (...commands: ExperimentCommand[]): ExperimentFact[] => {
    const facts = lived('request', 'record-draft');
    for (const cmd of commands) {
      const decision = when(facts, cmd, split);
      if (!decision.accepted) throw new Error(decision.refusal.message);
      facts.push(...decision.facts);
    }
    return facts;
  };
  const encoding = [command('record-cleared'), start(1, 'kernel-1', FIRST)];
  const encoded = [...encoding, by(command('record-encoded'), FIRST)];
  const decode = (change: object = {}) => command('record-executed', { attempt: 2, ...change });

  it('queues the decoding half with all that crossed, in the decision that ends the encoding half', () => {
    const [cleared, queued] = after(command('record-cleared')).slice(-2);
    expect([cleared?.type, queued]).toMatchObject(['CandidateCleared', { data: { attempt: 1, half: 'encode' } }]);
    const [bitstreams, next] = after(...encoded).slice(-2);
    const runs = [{ quality: 20, bitstream: { sizeBytes: 20 } }, { quality: 80 }];
    const half = { runs, by: FIRST, machine: 'kernel-1', jail: { tier: 'B' } };
    expect(bitstreams).toMatchObject({ type: 'BitstreamsEncoded', data: { attempt: 1, ...half } });
    expect(next).toMatchObject({ type: 'ExecutionQueued', data: { attempt: 2, half: 'decode', encoded: half } });
  });

  it.each([
    ['the executor that encoded', 'kernel-1', FIRST, 'same_executor'],
    ['one of the same user on a machine that is not known', undefined, FIRST, 'same_executor'],
    ['one of the same user on another machine', 'kernel-2', FIRST, 'accepted'],
    ['another one of the same machine', 'kernel-1', 'service:second', 'accepted'],
  ])('is offered to %s: %s, %s, %s', (_name, machine, actor, expected) => {
    const cmd = by(command('start-execution', { attempt: 2, environment: machine ? { machine } : {} }), actor);
    const decision = when(after(...encoded), cmd, split);
    expect(decision.accepted ? 'accepted' : decision.refusal.code).toBe(expected);
  });

  it.each([
    ['kernel-1', 'executors'],
    ['kernel-2', 'machines'],
  ])('says in its result who decoded, on %s: other %s; unsafe where one half was', (machine, other) => {
    const result = after(...encoded, start(2, machine, 'service:second'), decode()).at(-1);
    const jail = { tier: 'A', unsafe: true, split: other, encoding: { tier: 'B', unsafe: true, files: 'private' } };
    expect(result).toMatchObject({ type: 'CandidateExecuted', data: { attempt: 2, deterministic: true, jail } });
  });

  it('takes neither half for the other, and no other bitstream than was encoded', () => {
    expect(refusalOf(when(after(...encoding), command('record-executed'), split))).toBe('wrong_half');
    expect(refusalOf(when(lived(...TO_EXECUTING), command('record-encoded')))).toBe('wrong_half');
    const decoding = after(...encoded, start(2, 'kernel-2', 'service:second'));
    const other = sampleRun(20, { bitstream: { digest: digestOf('9'), sizeBytes: 20 } });
    const cheaper = sampleRun(20, { encode: { wallMs: 0, cpuMs: 0, peakBytes: 1 } });
    for (const run of [other, cheaper])
      expect(refusalOf(when(decoding, decode({ runs: [run, sampleRun(80)] }), split))).toBe('wrong_bitstream');
  });

  it('is repeated by halves: who lost the decoding half loses no bitstream', () => {
    const lost = { lease: { valid: false, expired: true, lastBeatAt: null } };
    const decoding = after(...encoded, start(2, 'kernel-2', 'service:second'));
    const decision = when(decoding, command('expire-attempt', { attempt: 2 }), { ...split, ...lost });
    expect(factsOf(decision)).toEqual(['ExecutorLost', 'ExperimentRetried', 'ExecutionQueued']);
    expect(decision.accepted && decision.facts.at(-1)).toMatchObject({
      data: { attempt: 3, half: 'decode', encoded: { by: FIRST } },
    });
    expect(factsOf(when(decoding, command('record-encoded'), split))).toEqual(['LateResultIgnored']);
  });
});

describe('a lost executor', () => {
  const expired = { lease: { valid: false, expired: true, lastBeatAt: null } };
  const attempt = (n: number) =>
    [command('expire-attempt', { attempt: n }), command('start-execution', { attempt: n + 1 })] as const;

  it('is not lost while it beats', () => {
    expect(refusalOf(when(lived(...TO_EXECUTING), command('expire-attempt')))).toBe('lease_alive');
  });

  it('gives its attempt to the next', () => {
    expect(factsOf(when(lived(...TO_EXECUTING), command('expire-attempt'), expired))).toEqual([
      'ExecutorLost',
      'ExperimentRetried',
      'ExecutionQueued',
    ]);
  });

  it('is given up after three attempts', () => {
    const facts = [...lived(...TO_EXECUTING)];
    for (const step of [...attempt(1), ...attempt(2)]) {
      const decision = when(facts, step, expired);
      if (decision.accepted) facts.push(...decision.facts);
    }
    expect(factsOf(when(facts, command('expire-attempt', { attempt: 3 }), expired))).toEqual([
      'ExecutorLost',
      'ExperimentExpired',
      'ExperimentConcluded',
    ]);
  });

  it('is told once, and only once, that its late result does not count', () => {
    const facts = lived(...TO_EXECUTING);
    const lost = when(facts, command('expire-attempt'), expired);
    if (lost.accepted) facts.push(...lost.facts);
    const late = when(facts, command('record-executed'), expired);
    expect(factsOf(late)).toEqual(['LateResultIgnored']);
    if (late.accepted) facts.push(...late.facts);
    expect(factsOf(when(facts, command('record-execution-failed'), expired))).toEqual([]);
  });

  it('cannot record with a wrong token', () => {
    const forged = { lease: { ...context.lease, valid: false } };
    expect(factsOf(when(lived(...TO_EXECUTING), command('record-executed'), forged))).toEqual(['LateResultIgnored']);
  });

  it('may hand its attempt back, which loses nothing', () => {
    expect(factsOf(when(lived(...TO_EXECUTING), command('report-lab-fault')))).toEqual([
      'ExperimentRetried',
      'ExecutionQueued',
    ]);
  });

  /** What becomes of an experiment whose attempts all end in the same way. */
  const endedTimes = (times: number, end: (attempt: number) => ExperimentCommand) => {
    const facts = [...lived(...TO_EXECUTING)];
    for (let attempt = 1; attempt <= times; attempt += 1) {
      for (const step of [end(attempt), command('start-execution', { attempt: attempt + 1 })]) {
        const decision = when(facts, step, step.type === 'expire-attempt' ? expired : {});
        if (decision.accepted) facts.push(...decision.facts);
      }
    }
    return replay(recorded(facts));
  };

  it('that is shut down uses none of the attempts, however often', () => {
    const shutDown = (n: number) => command('report-lab-fault', { attempt: n, because: 'shutdown' });
    expect(endedTimes(20, shutDown)).toMatchObject({ phase: 'executing', attempt: 21, lost: 0 });
  });

  it('fails an experiment five times by its own fault before the lab gives up', () => {
    const failed = (n: number) => command('report-lab-fault', { attempt: n });
    expect(endedTimes(4, failed)).toMatchObject({ phase: 'executing', attempt: 5, lost: 0, failedByLab: 4 });
    expect(endedTimes(5, failed)).toMatchObject({ phase: 'concluded', outcome: 'expired' });
  });

  it('counts alone: attempts that were handed back leave all three', () => {
    const mixed = (n: number) =>
      n <= 3 ? command('report-lab-fault', { attempt: n }) : command('expire-attempt', { attempt: n });
    expect(endedTimes(5, mixed)).toMatchObject({ phase: 'executing', lost: 2 });
    expect(endedTimes(6, mixed)).toMatchObject({ phase: 'concluded', outcome: 'expired' });
  });
});

describe('a measurement', () => {
  const measuring = lived(...TO_MEASURING);

  it('covers every run once and tells the bytes of the bitstreams themselves', () => {
    const one = command('record-measured', { measurements: [sampleMeasurement(20)] });
    expect(refusalOf(when(measuring, one))).toBe('missing_measurement');
    const forged = command('record-measured', {
      measurements: [sampleMeasurement(20), { ...sampleMeasurement(80), bytes: 1 }],
    });
    expect(refusalOf(when(measuring, forged))).toBe('wrong_bytes');
  });

  it('that fails ends the experiment with its cause', () => {
    expect(factsOf(when(measuring, command('record-measurement-failed')))).toEqual([
      'MeasurementFailed',
      'ExperimentConcluded',
    ]);
  });
});

describe('cancelling and expiring', () => {
  it.each([{ steps: ['request'] as const }, { steps: TO_EXECUTING }, { steps: TO_MEASURING }])(
    'cancel ends an experiment after $steps',
    ({ steps }) => {
      expect(factsOf(when(lived(...steps), command('cancel')))).toEqual(['ExperimentCancelled', 'ExperimentConcluded']);
    },
  );

  it('an ended experiment takes no further command but a verification', () => {
    const ended = lived(...WHOLE_LIFE);
    expect(refusalOf(when(ended, command('cancel')))).toBe('already_concluded');
    expect(refusalOf(when(ended, command('record-measured')))).toBe('already_concluded');
    expect(factsOf(when(ended, command('verify')))).toEqual(['VerificationRequested']);
    expect(factsOf(when(ended, command('record-reexecution')))).toEqual(['CandidateReexecuted']);
    expect(factsOf(when(ended, command('record-verification')))).toEqual(['VerificationPassed']);
    expect(factsOf(when(ended, command('record-verification', { differences: ['bitstream'] })))).toEqual([
      'VerificationFailed',
    ]);
  });

  it('only what completed can be verified', () => {
    const cancelled = lived('request', 'cancel');
    for (const type of ['verify', 'record-reexecution', 'record-verification'] as const) {
      expect(refusalOf(when(cancelled, command(type)))).toBe('nothing_to_verify');
      expect(refusalOf(when(lived('request'), command(type)))).toBe('wrong_phase');
    }
  });

  it('a phase expires only as the sweeper saw it', () => {
    const queued = lived('request', 'record-draft', 'record-cleared');
    expect(factsOf(when(queued, command('expire-phase')))).toEqual(['ExperimentExpired', 'ExperimentConcluded']);
    expect(refusalOf(when(queued, command('expire-phase', { version: 1 })))).toBe('phase_moved_on');
    const executing = lived(...TO_EXECUTING);
    expect(refusalOf(when(executing, command('expire-phase', { phase: 'executing', version: 5 })))).toBe(
      'lease_governs',
    );
  });

  it('a command that does not fit the phase says which do', () => {
    const decision = when(lived('request'), command('record-measured'));
    expect(decision).toMatchObject({ refusal: { code: 'wrong_phase', allowed: ['measuring'] } });
  });
});

describe('names, notes, tags and stars', () => {
  const annotated = (given: Parameters<typeof when>[0], change: object) => {
    const decision = when(given, command('annotate', { name: undefined, tag: [], starred: undefined, ...change }));
    return decision.accepted ? decision.facts.map(({ data }) => data) : decision.refusal.code;
  };

  it('are given at any time, change one by one, and change nothing of the life', () => {
    for (const life of [lived('request'), lived(...TO_EXECUTING), lived(...WHOLE_LIFE)]) {
      const before = replay(recorded(life));
      const facts = [...life, ...lived('request', 'annotate').slice(1)];
      expect(replay(recorded(facts))).toMatchObject({
        ...before,
        annotation: { name: 'best so far', tags: ['paper'] },
      });
      expect(annotated(facts, { note: 'why' })).toEqual([
        { name: 'best so far', note: 'why', tags: ['paper'], starred: true },
      ]);
      expect(annotated(facts, { name: null, tag: ['b', 'a'], untag: ['paper'], starred: false })).toEqual([
        { name: null, note: null, tags: ['a', 'b'], starred: false },
      ]);
      expect(annotated(facts, { tag: ['paper'], starred: true })).toEqual([]);
    }
  });

  it('are refused where they contradict each other, or are too many', () => {
    expect(annotated(lived('request'), { tag: ['a'], untag: ['a'] })).toBe('tag_both_ways');
    const tags = (letter: string) => Array.from({ length: 10 }, (_, index) => `${letter}${index}`);
    const ten = lived('request', command('annotate', { tag: tags('a') }));
    expect(annotated(ten, { tag: tags('b') })).toBe('too_many_tags');
    expect(refusalOf(when([], command('annotate')))).toBe('unknown_experiment');
  });
});
