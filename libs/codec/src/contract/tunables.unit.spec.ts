import { otherValues, tunablesOf, withTunable } from './tunables.ts';

const PYTHON = `PRICE = 0.11  # tune 0.05..0.2
RADIUS: int = 12 # tune 4..32
OFF = 3  # tune 5..9
def f():
    INNER = 2  # tune 1..3
`;
const JAVASCRIPT = `const PRICE = 0.11; // tune 0.05..0.2
let steps = -3 // tune -8..-1
const TEXT = 'const A = 1; // tune 0..2';
`;

describe('numbers that are marked as tunable', () => {
  it('are found at the top level of both languages, where the range holds them', () => {
    expect(tunablesOf(PYTHON, 'python')).toEqual([
      { name: 'PRICE', value: 0.11, low: 0.05, high: 0.2 },
      { name: 'RADIUS', value: 12, low: 4, high: 32 },
    ]);
    expect(tunablesOf(JAVASCRIPT, 'javascript')).toEqual([
      { name: 'PRICE', value: 0.11, low: 0.05, high: 0.2 },
      { name: 'steps', value: -3, low: -8, high: -1 },
    ]);
  });

  it('get another value, and keep their marks', () => {
    const changed = withTunable(PYTHON, 'python', 'RADIUS', 22);
    expect(changed).toBe(PYTHON.replace('= 12', '= 22'));
    expect(withTunable(JAVASCRIPT, 'javascript', 'PRICE', 0.08)).toContain('const PRICE = 0.08; // tune 0.05..0.2');
    expect(() => withTunable(PYTHON, 'python', 'OFF', 6)).toThrow('the code marks no number OFF as tunable');
  });

  it('are tried half the way to what they had, then at the ends, and nowhere twice', () => {
    const [price, radius] = tunablesOf(PYTHON, 'python');
    expect(price && otherValues(price, [])).toEqual([0.08, 0.155, 0.05, 0.2]);
    expect(price && otherValues(price, [0.08, 0.155])).toEqual([0.095, 0.1325, 0.05, 0.2]);
    expect(radius && otherValues(radius, [8, 32])).toEqual([10, 22, 4]);
    expect(otherValues({ name: 'a', value: 1, low: 1, high: 2 }, [])).toEqual([2]);
    expect(otherValues({ name: 'a', value: 1, low: 0, high: 9 }, [0, 2, 9])).toEqual([]);
  });
});
