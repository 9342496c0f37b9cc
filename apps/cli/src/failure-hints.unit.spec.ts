import { nearest } from './failure-hints.ts';

describe('a name that is not known', () => {
  it.each([
    ['habour', ['harbour', 'forest', 'park'], ['harbour']],
    ['exp-0123', ['exp-0123456789abcdef0123', 'exp-9999456789abcdef0123'], ['exp-0123456789abcdef0123']],
    ['PARK', ['park', 'parks', 'dark', 'spark', 'zebra'], ['park', 'parks', 'spark']],
    ['zebra', ['harbour', 'park'], []],
  ])('%s is near to those that are written much like it', (word, names, near) => {
    expect(nearest(word, names)).toEqual(near);
  });
});
