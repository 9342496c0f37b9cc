import { familyOf } from './family.ts';

describe('the family of a program', () => {
  it.each([
    ['neural', ['torch', 'Conv2d', 'forward']],
    ['motion', ['mvx', 'mvy', 'dct']],
    ['motion', ['BlockCodec', 'ReferenceStore']],
    ['dct', ['dct', 'idct', 'residual', 'prediction']],
    ['predictive', ['ReferenceLine']],
    ['predictive', ['predictor', 'residual']],
    ['other', ['encode', 'decode']],
  ])('is %s of %j', (family, names) => {
    expect(familyOf(names)).toBe(family);
  });

  it('is not that of a network for the name of a constant, however often it is used', () => {
    expect(familyOf(['NN', 'NN', 'NN', 'nn', 'STEP'])).toBe('other');
    expect(familyOf(['torch', 'torch', 'torch'])).toBe('other');
  });
});
