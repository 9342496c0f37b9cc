import type { CampaignStanding } from '@codecsmith/client';
import { leaderOf, leaderOfAll, winningText } from './winning.ts';

const standing = (planned: number, progress: CampaignStanding['progress']) =>
  ({ planned, progress, champion: { experimentId: 'c', score: progress.at(-1)?.score ?? 0 } }) as CampaignStanding;

describe('are we winning?', () => {
  it('says by how much the anchor is beaten, or how far it is ahead', () => {
    expect([12.34, -3, 0].map((score) => winningText(score, 'x264 low-delay'))).toEqual([
      'Yes: 12.3 % fewer bits than x264 low-delay at equal quality',
      'Not yet: 3.0 % more bits than x264 low-delay at equal quality',
      'Level with x264 low-delay',
    ]);
  });

  it('looks ten proposals back', () => {
    const trendOf = (...given: Parameters<typeof standing>) => leaderOf(standing(...given))?.trend;
    expect(trendOf(5, [{ number: 2, score: 1 }])).toBe('after 5 proposals');
    expect(
      trendOf(20, [
        { number: 2, score: 1 },
        { number: 15, score: 4.5 },
      ]),
    ).toBe('3.5 points more than 10 proposals ago');
    expect(trendOf(20, [{ number: 2, score: 1 }])).toBe('no gain in the last 18 proposals');
    expect(leaderOf({ ...standing(3, []), champion: null })).toBeNull();
  });

  it('takes the frames that most experiments share, and nothing of others', () => {
    const at = '2026-05-31T10:00:00Z';
    const best = [
      { experimentId: 'a', at, score: 1, scoreKey: 'k' },
      { experimentId: 'b', at, score: 50, scoreKey: 'other' },
      { experimentId: 'c', at, score: 3, scoreKey: 'k' },
    ];
    const scoreKeys = ['k', 'other'].map((key) => ({ key, anchor: 'x264', clips: [], clipFrames: [], experiments: 1 }));
    expect(leaderOfAll({ best, scoreKeys })).toEqual({
      experimentId: 'c',
      score: 3,
      trend: '2.0 points more than the first, in 1 step',
    });
    expect(leaderOfAll({ best: [], scoreKeys })).toBeNull();
  });
});
