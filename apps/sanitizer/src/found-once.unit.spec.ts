import { foundOnce } from './found-once.ts';

describe('what is found once', () => {
  it('is looked for once, by whoever asks first', async () => {
    let looks = 0;
    const ask = foundOnce(() => Promise.resolve((looks += 1)));

    expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
    expect(await ask()).toBe(1);
  });

  it('is looked for again when it was not to be had', async () => {
    const answers = [Promise.reject(new Error('not today')), Promise.resolve('here')];
    const ask = foundOnce(() => answers.shift() ?? Promise.reject(new Error('asked too often')));

    await expect(ask()).rejects.toThrow('not today');
    expect(await ask()).toBe('here');
    expect(await ask()).toBe('here');
  });
});
