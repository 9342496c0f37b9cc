import * as fc from 'fast-check';
import { excerptName, firstProposals, similarity } from '../index.ts';
import { Draws, uniform } from './choose/draw.ts';
import { clipNamed, SimulatedLab } from './lab.testing.ts';

describe('a draw', () => {
  it('depends on seed, proposal and name, and on nothing else', () => {
    expect(uniform(7, '3.0', 'parent')).toBe(uniform(7, '3.0', 'parent'));
    const others = [uniform(8, '3.0', 'parent'), uniform(7, '4.0', 'parent'), uniform(7, '3.0', 'island')];
    expect(others).not.toContain(uniform(7, '3.0', 'parent'));
  });

  it('is uniform: 20,000 draws in ten bins stay below the 0.1 % point of chi-square with 9 degrees of freedom', () => {
    const bins = new Array<number>(10).fill(0);
    for (let n = 0; n < 20_000; n += 1) {
      const bin = Math.floor(uniform(1, `${n}.0`, 'parent') * 10);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    expect(bins.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0)).toBeLessThan(27.88);
  });

  it('never takes a candidate without weight while another has some', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.nat(5), { minLength: 1, maxLength: 8 }), (seed, weights) => {
        const draws = new Draws(seed, '1.0');
        const items = weights.map((weight, index) => ({ weight, index }));
        const chosen = draws.pick(
          'x',
          items,
          (item) => item.weight,
          (item) => String(item.index),
        );
        expect(chosen.weight > 0 || weights.every((weight) => weight === 0)).toBe(true);
        expect(draws.made).toMatchObject([{ name: 'x', weights, chosen: String(chosen.index) }]);
      }),
    );
  });

  it('follows the weights: 3 to 1 gives three quarters', () => {
    let first = 0;
    for (let n = 0; n < 4000; n += 1) {
      const draws = new Draws(n, '1.0');
      if (draws.pick('x', [3, 1], (weight) => weight, String) === 3) first += 1;
    }
    expect(Math.abs(first - 3000)).toBeLessThan(100);
  });
});

describe('similarity of programs', () => {
  const code = 'def f(a, b):\n    # sum\n    return a + b * 2 - a\n';
  it('does not see layout and comments', () => {
    expect(similarity(code, 'def f(a,b):\n\treturn a+b * 2 - a # same')).toBe(1);
  });
  it('is small for programs that share little', () => {
    expect(similarity(code, 'class Codec:\n    pass\n')).toBe(0);
    expect(similarity(code, code.replace('* 2', '* 3'))).toBeLessThan(0.95);
  });
});

describe('an excerpt', () => {
  it('has a name that its clip gives', () => {
    const clip = clipNamed('park');
    expect(excerptName(clip.digest, 4)).toBe(`first-4-of-${clip.digest.slice(0, 20)}`);
  });
});

describe('the choice among models', () => {
  it('asks each in turn while no result is known', () => {
    const lab = new SimulatedLab();
    const models = ['a', 'b', 'c'].map((name) => ({ name, inputUsdPerMillion: 1, outputUsdPerMillion: 1 }));
    lab.start({ generator: { provider: 'openai', models }, parameters: { lag: 6 } });
    const { state } = lab.history;
    if (state.phase === 'absent') throw new Error('the campaign did not start');
    const asked = firstProposals('camp', state.config).map(({ model }) => model);
    expect(asked).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
  });
});

describe('codecs that were brought along', () => {
  it('come before the seeds, which are the same as without them', () => {
    const sourcesOf = (count: number) => {
      const lab = new SimulatedLab();
      const code = { digest: 'a'.repeat(64), sizeBytes: 1 };
      lab.start({ imports: Array.from({ length: count }, () => ({ code, fileName: 'own.py', language: null })) });
      const { state } = lab.history;
      if (state.phase === 'absent') throw new Error('the campaign did not start');
      return firstProposals('camp', state.config).map(({ source }) =>
        source.kind === 'generated' ? source.seed : 'own',
      );
    };
    expect(sourcesOf(0).slice(0, 4)).toEqual(['7.1.0', '7.2.0', '7.3.0', '7.4.0']);
    expect(sourcesOf(2)).toEqual(['own', 'own', '7.1.0', '7.2.0', '7.3.0', '7.4.0']);
  });
});
