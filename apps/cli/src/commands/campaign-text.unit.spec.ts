import { durationText, proposalTable, searchLines, standingLines } from './campaign-text.ts';
import { campaign } from './campaign-sample.testing.ts';

const NOW = Date.parse('2026-01-01T00:05:00.000Z');

describe('how a campaign goes', () => {
  it('tells the best, the seal, the front, the spend, failures by cause, and how long the rest may take', () => {
    expect(standingLines(campaign, NOW)).toEqual([
      'park: running, 5 min',
      '  ended   10 of 60, about 25 min to go',
      '  best    -8.42, park-9; before it -30.00',
      '  sealed  closed (crowd opened 3 times in this lab)',
      '  Pareto  -8.42 at 812 ms (score at decode time of a run)',
      '  spent   4321 tokens, $0.0123 of 5, 62 executor s',
      '  failed  2 × not_drafted: no_code',
    ]);
  });

  it.each([
    [{ costUsd: 0.0246 }, '5 min'],
    [{ wallSeconds: 3600, evaluations: 1000 }, '55 min'],
    [{ tokens: 4321 }, '0 s'],
  ])('reckons with the budget that goes fastest: %j', (budget, toGo) => {
    expect(standingLines({ ...campaign, budget }, NOW)[1]).toMatch(new RegExp(`, about ${toGo} to go$`));
  });

  it('names the rung of a champion that never reached the highest, and says why its score is no verdict', () => {
    const champion = { experimentId: 'park-9', score: -8.42, rung: 'excerpt', noVerdict: 'pan (overlap_too_small)' };
    expect(standingLines({ ...campaign, champion }, NOW)[2]).toBe(
      '  best    -8.42, park-9 (best of the rung excerpt: none was measured on the highest) (no verdict here: pan (overlap_too_small)); before it -30.00',
    );
  });

  it('says what a verdict is worth, or that there will be none', () => {
    const sealed = {
      experimentId: 'park-sealed',
      outcome: 'completed',
      score: -12,
      verdict: { value: -12, reason: null },
    };
    const seal = { weak: true, opened: true, clips: [{ name: 'pan', digest: 'd', openings: 1 }] };
    expect(standingLines({ ...campaign, sealed, seal }, NOW)).toContain(
      '  sealed  -12.00, completed, park-sealed (pan opened once in this lab; weak_seal: the last third of the clip that the search saw)',
    );
    const verdict = { value: null, reason: 'pan (overlap_too_small)' };
    expect(standingLines({ ...campaign, sealed: { ...sealed, verdict }, seal }, NOW).join('\n')).toContain(
      'park-sealed, no verdict: pan (overlap_too_small) (pan opened once',
    );
    expect(standingLines({ ...campaign, seal: null }, NOW)).toContain('  sealed  no clip, so there is no verdict');
  });

  it('tells a stopped one by its reason and the time it took', () => {
    const stopped = { ...campaign, phase: 'stopped', reason: 'enough', stoppedAt: '2026-01-01T00:00:09.000Z' } as const;
    expect(standingLines(stopped, NOW)[0]).toBe('park: stopped (enough), 9 s');
    expect(standingLines(stopped, NOW)[1]).toBe('  ended   10 of 60');
  });

  it('tells what is searched', () => {
    expect(searchLines(campaign)).toEqual([
      '  search  openai, seed 7, on pan (96×64, 4 frames)',
      '  goal    small decoder',
    ]);
  });

  it('lists proposals with their parents by number, and why they failed', () => {
    expect(proposalTable(campaign).split('\n').slice(2)).toEqual([
      '5  park-5      edit      excerpt  #2 elsewhere-1  m      not_drafted: no_code      –',
      '6  park-6      edit      excerpt  #2 elsewhere-1  m      duplicate                 –',
    ]);
  });

  it.each([
    [8.2, '9 s'],
    [119, '119 s'],
    [600, '10 min'],
    [7200, '2.0 h'],
  ])('%s seconds are %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});
