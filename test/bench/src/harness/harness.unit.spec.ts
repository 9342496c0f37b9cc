import { changesOf } from './compare.ts';
import { benchDocument, partDocument, partText, type BenchDocument } from './document.ts';
import { median, type Measured } from './figure.ts';
import { withTables } from './page.ts';
import { paired } from './paired.ts';

const measured: Measured = {
  key: ['2 things of 3 bytes'],
  figures: [
    { name: 'ours', unit: 'ms', samples: [4, 2, 3] },
    { name: 'theirs', unit: 'ms', samples: [6, 6, 6] },
  ],
  ratios: [
    { of: 'ours', to: 'theirs', limit: { atMost: 0.5 } },
    { of: 'theirs', to: 'ours', limit: { atLeast: 3 } },
  ],
  aims: [{ of: 'ours', limit: { atMost: 2.5 } }],
  missing: ['rivals: no network'],
};

const documentOf = (samples: readonly number[], unit: 'ms' | '1/s' = 'ms'): BenchDocument =>
  benchDocument.parse({
    machine: 'two cores',
    takenAt: '2026-11-30T12:00:00Z',
    version: '0.2.0',
    rounds: samples.length,
    parts: [partDocument('part', { key: [], figures: [{ name: 'it', unit, samples: [...samples] }], ratios: [] })],
  });

describe('paired', () => {
  it('samples all sides in turn and leaves out the first turn', async () => {
    const turns: string[] = [];
    const side = (name: string) => () => Promise.resolve(turns.push(name));
    const figures = await paired({ a: side('a'), b: side('b') }, { unit: 'ms', rounds: 2 });
    expect(turns.join('')).toBe('ababab');
    expect(figures).toEqual([
      { name: 'a', unit: 'ms', samples: [3, 5] },
      { name: 'b', unit: 'ms', samples: [4, 6] },
    ]);
  });

  it.each([Number.NaN, -1, Infinity])('refuses a sample of %d', async (sample) => {
    await expect(paired({ a: () => Promise.resolve(sample) }, { unit: 'ms', rounds: 1 })).rejects.toThrow(
      '"a" measured',
    );
  });
});

describe('a part', () => {
  it('judges ratios of medians by their limits', () => {
    const { ratios } = partDocument('part', measured);
    expect(ratios.map(({ value, holds }) => [value, holds])).toEqual([
      [0.5, true],
      [2, false],
    ]);
  });

  it('says key, figures, ratios and what is missing', () => {
    const text = partText(partDocument('part', measured));
    for (const line of [
      '- 2 things of 3 bytes',
      '| ours | ms | 3.00 | 2.00 | 4.00 |',
      '| ours ÷ theirs | 0.50 | at most 0.5 | holds |',
      '| theirs ÷ ours | 2.00 | at least 3 | falls short |',
      '| ours | 3.00 | at most 2.5 | falls short |',
      'Not measured: rivals: no network',
    ]) {
      expect(text).toContain(line);
    }
  });

  it('has no ratio of a figure that was not measured', () => {
    expect(() =>
      partDocument('part', { ...measured, ratios: [{ of: 'ours', to: 'none', limit: { atMost: 1 } }] }),
    ).toThrow('no figure is called "none"');
  });
});

describe('a comparison with a baseline', () => {
  it.each([
    ['ms', [10, 11, 12], [13, 14, 15], true, true],
    ['ms', [10, 11, 12], [12, 12, 13], false, true],
    ['1/s', [10, 11, 12], [13, 14, 15], true, false],
  ] as const)('in %s: %j became %j', (unit, before, now, beyondNoise, slower) => {
    expect(changesOf(documentOf(before, unit), documentOf(now, unit))).toEqual([
      { part: 'part', name: 'it', before: median(before), now: median(now), beyondNoise, slower },
    ]);
  });

  it('leaves out what only one of them measured', () => {
    expect(changesOf(documentOf([1], 'ms'), documentOf([1], '1/s'))).toEqual([]);
  });
});

describe('the page of tables', () => {
  const page = (table: string) => `before\n<!-- bench part -->${table}<!-- bench part ends -->\nbehind\n`;

  it('has those of a part anew in its place', () => {
    const written = withTables(page('\nold\n'), documentOf([1]));
    expect(written).toMatch(
      /^before\n<!-- bench part -->\n\n## part[^]*two cores\n\n<!-- bench part ends -->\nbehind\n$/,
    );
    expect(written).not.toContain('old');
    expect(withTables(written, documentOf([1]))).toBe(written);
  });

  it('must have a place for it', () => {
    expect(() => withTables('nothing', documentOf([1]))).toThrow('the page has no <!-- bench part -->');
  });
});
