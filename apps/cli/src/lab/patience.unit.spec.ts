import { Patience } from './patience.ts';

const LIMIT_MS = 600_000;
const LOOK_MS = 1_000;

/** When patience ends, in ms, if every look sees what `at` gives; undefined when it did not within two hours. */
function endOf(at: (nowMs: number) => readonly string[], lookMs = LOOK_MS): number | undefined {
  const patience = new Patience(LIMIT_MS, 0);
  for (let nowMs = 0; nowMs <= 7_200_000; nowMs += lookMs) if (patience.isOver(at(nowMs), nowMs)) return nowMs;
  return undefined;
}

describe('patience with a lab that starts', () => {
  it('lasts as long as one part after the other moves, however slowly', () => {
    expect(endOf((nowMs) => [`part ${Math.floor(nowMs / 500_000)}: starting`, 'api: does not answer'])).toBeUndefined();
  });

  it('ends when nothing moves', () => {
    expect(endOf(() => ['postgres: starting'])).toBe(LIMIT_MS);
  });

  it('ends when a part goes in circles', () => {
    expect(endOf((nowMs) => [`api: ${Math.floor(nowMs / 5_000) % 2 === 0 ? 'starting' : 'has ended'}`])).toBe(605_000);
  });

  it('counts no time in which nobody looked', () => {
    expect(endOf(() => ['postgres: starting'], 60_000)).toBeUndefined();
  });
});
