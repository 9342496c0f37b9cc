import type { ExperimentDocument } from '@codecsmith/client';
import { figuresOn } from './figures.ts';

const bd = (clip: string, mode: string, percent: number | null) => ({
  ...{
    clip,
    anchor: 'x264',
    mode,
    metric: 'psnr_y',
    percent,
    reason: percent === null ? 'no_overlap' : null,
    overlap: 1,
  },
});
/** Only what figures are taken from; every number is another one, so that a mixture shows. */
const measured = (clips: readonly string[], mode: string, base: number) =>
  ({
    runs: clips.map((clip) => ({ clip })),
    scoredAgainst: { anchor: 'x264', mode },
    score: clips.map((clip, place) => ({ clip, value: base + place, reason: null })),
    bdRate: clips.flatMap((clip, place) => [
      bd(clip, 'all-intra', -base - place),
      bd(clip, 'low-delay', base + place / 10),
    ]),
  }) as unknown as ExperimentDocument;

const set = [
  measured(['park', 'city'], 'all-intra', 10),
  measured(['city', 'park'], 'low-delay', 20),
  measured(['city'], 'all-intra', 30),
];

describe('numbers side by side', () => {
  it('are of one clip and one anchor in each row, equal to the documents', () => {
    expect(figuresOn(set, 'park')).toEqual([
      { name: 'score on this clip, against x264 all-intra', values: [10, null, undefined] },
      { name: 'score on this clip, against x264 low-delay', values: [null, 21, undefined] },
      { name: 'BD-rate against x264 all-intra psnr_y', values: [-10, -21, undefined] },
      { name: 'BD-rate against x264 low-delay psnr_y', values: [10, 20.1, undefined] },
    ]);
    expect(figuresOn(set, 'city').map(({ values }) => values)).toEqual([
      [11, null, 30],
      [null, 20, null],
      [-11, -20, -30],
      [10.1, 20, 30],
    ]);
  });

  it('say of a number that could not be computed that there is none, not that nothing was measured', () => {
    const [first] = set;
    if (first === undefined) throw new Error('the set is empty');
    const document = { ...first, bdRate: [bd('park', 'all-intra', null)] };
    expect(figuresOn([document], 'park').at(-1)).toEqual({
      name: 'BD-rate against x264 all-intra psnr_y',
      values: [null],
    });
  });
});
