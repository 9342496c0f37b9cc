import { Repeats } from './repeats.ts';

const times = (count: number, what: () => boolean): boolean[] => Array.from({ length: count }, what);

describe('what fails again and again', () => {
  it('is for good after twenty refusals of one step by one code', () => {
    const repeats = new Repeats();
    expect(times(20, () => repeats.refused('crown-3', 'bad_data')).indexOf(true)).toBe(19);
    expect(repeats.refused('crown-4', 'bad_data')).toBe(false);
  });

  it.each(['budget_exhausted', 'out_of_order', 'not_running'])('is never for good where it passes: %s', (code) => {
    const repeats = new Repeats();
    expect(times(500, () => repeats.refused('plan-3', code))).not.toContain(true);
  });

  it('is for good after two minutes of looks where a step cannot be prepared', () => {
    const repeats = new Repeats();
    expect(times(120, () => repeats.failed('open-seal', 'ffmpeg ended with 1')).indexOf(true)).toBe(119);
  });
});
