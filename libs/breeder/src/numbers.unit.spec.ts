import { randomFrom } from '@codecsmith/kernel';
import { EvolutionStrategy, normalFrom } from './evolution-strategy.ts';
import { nextStep } from './numbers.ts';
import { slopeOf, type Trial } from './slope.ts';

type Fitness = (x: readonly number[]) => number;

const SIZE = 6;
const START: readonly number[] = Array.from({ length: SIZE }, (_, at) => (at % 2 === 0 ? 1 : -0.5));
const sphere: Fitness = (x) => x.reduce((sum, v) => sum + v * v, 0);
/** Axes between 1 and 1000, turned by 45 degrees in each pair of axes: only a learnt covariance gets far. */
const turnedEllipsoid: Fitness = (x) => {
  const turned = x.map((v, at) => (at % 2 === 0 ? v + (x[at + 1] ?? 0) : (x[at - 1] ?? 0) - v) / Math.SQRT2);
  return turned.reduce((sum, v, at) => sum + 1e6 ** (at / (SIZE - 1)) * v * v, 0);
};
const rosenbrock: Fitness = (x) =>
  x.slice(1).reduce((sum, v, at) => sum + 100 * (v - (x[at] ?? 0) ** 2) ** 2 + (1 - (x[at] ?? 0)) ** 2, 0);

/** The best value that so many evaluations find. */
function minimise(fitness: Fitness, evaluations: number, seed: string): number {
  const random = randomFrom(seed);
  const strategy = new EvolutionStrategy(SIZE, 0.3);
  let [best, value]: [readonly number[], number] = [START, fitness(START)];
  for (let turn = 0; turn < evaluations; turn += 1) {
    const step = strategy.draw(random);
    const child = best.map((v, at) => v + (step[at] ?? 0));
    const found = fitness(child);
    strategy.learn(step, found <= value);
    if (found <= value) [best, value] = [child, found];
  }
  return value;
}

describe('the evolution strategy', () => {
  it.each([
    ['sphere', sphere, 900, 1e-10],
    ['turned ellipsoid with a condition of 10^6', turnedEllipsoid, 4000, 1e-9],
    ['Rosenbrock’s function', rosenbrock, 4000, 1e-8],
  ])('finds the minimum of the %s in six dimensions', (_, fitness, evaluations, value) => {
    const found = [1, 2, 3].map((seed) => minimise(fitness, evaluations, `run ${seed}`));
    expect(Math.max(...found)).toBeLessThan(value);
  });

  it('is the same for the same seed', () => {
    expect(minimise(rosenbrock, 200, 'a')).toBe(minimise(rosenbrock, 200, 'a'));
    expect(minimise(rosenbrock, 200, 'a')).not.toBe(minimise(rosenbrock, 200, 'b'));
  });

  it('makes steps longer while they gain, and shorter while they do not', () => {
    const [lucky, unlucky] = [new EvolutionStrategy(SIZE, 0.1), new EvolutionStrategy(SIZE, 0.1)];
    for (let turn = 0; turn < 20; turn += 1) {
      lucky.learn(lucky.draw(randomFrom(`${turn}`)), true);
      unlucky.learn(unlucky.draw(randomFrom(`${turn}`)), false);
    }
    expect(lucky.sigma).toBeGreaterThan(0.15);
    expect(unlucky.sigma).toBeLessThan(0.08);
  });
});

describe('a normal number', () => {
  it('has mean 0 and variance 1', () => {
    const random = randomFrom('normal');
    const values = Array.from({ length: 20_000 }, () => normalFrom(random));
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.04);
  });
});

describe('the next step', () => {
  it('has a slope once there are trials: the gains of a plane give its gradient', () => {
    const random = randomFrom('plane');
    const trials: Trial[] = Array.from({ length: 80 }, () => {
      const step = START.map(() => normalFrom(random));
      return { step, gain: 3 * (step[0] ?? 0) - 2 * (step[4] ?? 0) };
    });
    const slope = slopeOf(trials, 1) ?? [];
    expect(slopeOf([], 1)).toBeNull();
    for (const [at, exact] of [3, 0, 0, 0, -2, 0].entries()) {
      expect(Math.abs((slope[at] ?? NaN) - exact)).toBeLessThan(0.2);
    }
  });

  it('gains more within twenty evaluations where the most promising of four is taken', () => {
    const centre = Array.from({ length: 15 }, () => 0.5);
    const bowl: Fitness = (x) => x.reduce((sum, v, at) => sum + (1 + at) * (v - 0.2) ** 2, 0);
    const climb = (seed: string, drawn: number): number => {
      const random = randomFrom(seed);
      const trials: Trial[] = [];
      let [best, value] = [centre, bowl(centre)];
      for (let turn = 0; turn < 20; turn += 1) {
        const step = nextStep(trials, centre.length, random, drawn);
        const child = best.map((v, at) => v + (step[at] ?? 0));
        trials.push({ step, gain: value - bowl(child) });
        if (bowl(child) < value) [best, value] = [child, bowl(child)];
      }
      return value;
    };
    const middle = (drawn: number) =>
      Array.from({ length: 15 }, (_, seed) => climb(`${seed}`, drawn)).sort((a, b) => a - b)[7] ?? NaN;
    expect(middle(4)).toBeLessThan(0.8 * middle(1));
  });
});
