import { Secret } from './secret.ts';

const hex = '00112233445566778899aabbccddeeff';

describe('a secret', () => {
  it('decides every draw by its name, and can be repeated by whoever learns it', () => {
    const draws = (secret: string) => ['a', 'b', 'c', 'd'].map((name) => new Secret(secret).below(1000, name));
    expect(draws(hex)).toEqual(draws(hex));
    expect(draws(hex)).not.toEqual(draws(hex.replace('00', '01')));
    expect(new Set(draws(hex)).size).toBe(4);
  });

  it('is a new one each time', () => {
    expect(Secret.draw().hex).toMatch(/^[0-9a-f]{32}$/);
    expect(Secret.draw().hex).not.toBe(Secret.draw().hex);
  });

  it.each([[[10, 25, 40, 55, 70, 85]], [[1, 2, 3, 4, 5]], [[96, 97, 98, 99, 100]]])(
    'moves %j by two at most, and none onto another',
    (qualities) => {
      for (let round = 0; round < 20; round += 1) {
        const moved = Secret.draw().shiftQualities(qualities);
        expect(new Set(moved).size).toBe(qualities.length);
        for (const [index, quality] of moved.entries()) {
          expect(Math.abs(quality - (qualities[index] ?? 0))).toBeLessThanOrEqual(2);
          expect(quality).toBeGreaterThanOrEqual(1);
          expect(quality).toBeLessThanOrEqual(100);
        }
      }
    },
  );
});
