import type { Fact } from '@codecsmith/kernel';
import { factFilter, knownFact, type KnownFact } from './facts.ts';

const fact = (change: Partial<Fact>): Fact => ({
  id: 'camp:2',
  type: 'ChampionCrowned',
  schemaVersion: 1,
  aggregate: 'campaign',
  aggregateId: 'camp',
  version: 2,
  position: 7,
  occurredAt: '2026-01-01T00:00:00.000Z',
  causationId: 'cmd',
  correlationId: 'camp',
  actor: 'service:campaigns',
  data: {
    number: 3,
    experimentId: 'exp-1',
    code: { digest: 'a'.repeat(64), sizeBytes: 10 },
    score: 4.5,
    previous: null,
    rung: null,
    worth: null,
    noVerdict: null,
  },
  hash: 'h',
  ...change,
});

const artifact = { digest: 'd'.repeat(64), sizeBytes: 10 };

/** What a reader of facts writes: compiles only while the types of the data follow the type of the fact. */
function told(known: KnownFact): string {
  if (known.type === 'ChampionCrowned') return `${known.data.experimentId} leads with ${known.data.score.toFixed(1)}`;
  if (known.type === 'AnchorFailed') return `no curve of ${known.data.encoder}: ${known.data.reason}`;
  // @ts-expect-error -- a fact of this type has no score
  return `${known.type} ${known.data.score ?? ''}`;
}

describe('a fact that the client knows', () => {
  it('has the data that its type says', () => {
    const known = knownFact(fact({}));
    expect(known).toEqual(fact({}));
    expect(known && told(known)).toBe('exp-1 leads with 4.5');
  });

  it('has what a fact of long ago left out', () => {
    const data = { clip: 'c'.repeat(64), encoder: 'x264', mode: 'all-intra', reason: 'no ffmpeg' };
    const known = knownFact(fact({ aggregate: 'anchor', type: 'AnchorFailed', data }));
    expect(known?.data).toEqual({ ...data, effort: 'medium' });
    expect(known && told(known)).toBe('no curve of x264: no ffmpeg');
  });

  it('has the data of its newest version, whatever version recorded it', () => {
    const data = { attempt: 1, code: 'a'.repeat(64), runs: [], deterministic: true, looksBack: true, log: null };
    const cost = { wallMs: 1, cpuMs: 1, peakBytes: null };
    const run = {
      clip: 'c'.repeat(64),
      quality: 20,
      bitstream: artifact,
      reconstruction: artifact,
      encode: cost,
      decode: cost,
    };
    const jail = { tier: 'A', unsafe: false };
    const old = fact({ aggregate: 'experiment', type: 'CandidateExecuted', data: { ...data, runs: [run], jail } });
    const { looksBack: _, ...same } = data;
    const codingMode = { mode: 'low-delay', provedBy: 'still_picture', packets: 0, finding: null };
    expect(knownFact(old)).toEqual({
      ...old,
      schemaVersion: 3,
      data: { ...same, runs: [run], jail, codingMode },
    });
    expect(old.schemaVersion).toBe(1);
  });

  it.each([
    ['of another aggregate', { aggregate: 'ship' }],
    ['of another type', { type: 'toString' }],
    ['of a later version', { schemaVersion: 2 }],
  ])('is none %s', (_, change) => {
    expect(knownFact(fact(change))).toBeUndefined();
  });

  it('is refused when its data is not what its schema says', () => {
    expect(() => knownFact(fact({ data: { number: 'three' } }))).toThrow('number');
  });
});

describe('the filter of facts', () => {
  it.each([
    [{}, 'lab.v1.fact.>'],
    [{ aggregate: 'clip' }, 'lab.v1.fact.clip.>'],
    [{ aggregate: 'experiment', type: 'ExecutionQueued' }, 'lab.v1.fact.experiment.ExecutionQueued.>'],
    [{ aggregate: 'experiment', aggregateId: 'exp-1' }, 'lab.v1.fact.experiment.*.exp-1'],
    [
      { aggregate: 'experiment', type: 'ExecutionQueued', aggregateId: 'exp-1' },
      'lab.v1.fact.experiment.ExecutionQueued.*.exp-1',
    ],
  ])('%j is %s', (filter, subject) => {
    expect(factFilter(filter)).toBe(subject);
  });
});
