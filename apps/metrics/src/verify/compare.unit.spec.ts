import type { ExperimentFactData } from '@codecsmith/experiment';
import { compareRuns } from './compare-runs.ts';
import { compareValues } from './compare-values.ts';

const clip = 'c'.repeat(64);
const artifact = (letter: string) => ({ digest: letter.repeat(64), sizeBytes: 1 });
const cost = { wallMs: 1, cpuMs: 1, peakBytes: null };

const executed = (deterministic: boolean): ExperimentFactData<'CandidateExecuted'> => ({
  ...{
    attempt: 1,
    code: 'a'.repeat(64),
    deterministic,
    codingMode: { mode: 'low-delay', provedBy: 'nothing', packets: 0, finding: null },
    jail: { tier: 'A', unsafe: false },
    log: null,
  },
  runs: [{ clip, quality: 20, bitstream: artifact('b'), reconstruction: artifact('d'), encode: cost, decode: cost }],
});

const again = (bitstream: string | null, reconstruction: string | null, problems: string[] = []) => [
  { clip, quality: 20, bitstream, reconstruction, problems },
];

describe('runs done again', () => {
  it('match digest by digest', () => {
    const found = compareRuns(executed(true), again('b'.repeat(64), 'd'.repeat(64)));
    expect(found).toEqual({ matches: 2, differences: [], notes: [], deterministic: true });
  });

  it('an encoder that gives other bytes is not deterministic: a difference, unless it was known', () => {
    const other = again('e'.repeat(64), 'd'.repeat(64));
    const text = `clip cccccccccccc quality 20: the codec is not deterministic: encoding again, bitstream is ${'e'.repeat(64)}, recorded is ${'b'.repeat(64)}`;
    const taken = compareRuns(executed(true), other);
    expect(taken).toEqual({ matches: 1, differences: [text], notes: [], deterministic: false });
    const known = compareRuns(executed(false), other);
    expect(known).toEqual({ matches: 1, differences: [], notes: [text], deterministic: false });
  });

  it('a decoder that gives other frames, and a side that failed, are differences', () => {
    expect(compareRuns(executed(false), again('b'.repeat(64), 'e'.repeat(64))).differences).toEqual([
      `clip cccccccccccc quality 20: decoding again, reconstruction is ${'e'.repeat(64)}, recorded is ${'d'.repeat(64)}`,
    ]);
    expect(compareRuns(executed(true), again(null, 'd'.repeat(64), ['encode crashed: three']))).toEqual({
      ...{ matches: 1, differences: ['clip cccccccccccc quality 20: encode crashed: three'] },
      ...{ notes: [], deterministic: null },
    });
  });

  it('a run that was not done again is a difference', () => {
    expect(compareRuns(executed(true), []).differences).toEqual(['clip cccccccccccc quality 20: was not done again']);
  });
});

describe('numbers measured again', () => {
  it('are compared leaf by leaf, and named by what they are about', () => {
    const recorded = { runs: [{ clip, quality: 20, psnr_y: 31.5, lossless: false }] };
    const found = { runs: [{ clip, quality: 20, psnr_y: 31.6, lossless: false }] };
    expect(compareValues(recorded, recorded)).toEqual({ matches: 4, differences: [] });
    expect(compareValues(recorded, found)).toEqual({
      matches: 3,
      differences: ['runs.cccccccccccc quality 20.psnr_y: recorded 31.5, now 31.6'],
    });
  });

  it('agree when only the last bit of an addition differs, and not when one is missing or null', () => {
    expect(compareValues({ a: 0.1 + 0.2 }, { a: 0.3 })).toEqual({ matches: 1, differences: [] });
    expect(compareValues({ a: 1, b: null }, { b: 0 }).differences).toEqual([
      'a: recorded 1, now nothing',
      'b: recorded null, now 0',
    ]);
  });
});
