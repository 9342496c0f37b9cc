import { OnceEach } from './once-each.ts';

describe('what is made once for each key', () => {
  it('is made once, however many ask, and again after a failure', async () => {
    const calls: string[] = [];
    const once = new OnceEach<string>();
    const make = (key: string) => () => {
      calls.push(key);
      return calls.length === 3 ? Promise.reject(new Error('not now')) : Promise.resolve(`${key} ${calls.length}`);
    };
    const get = (key: string) => once.get(key, make(key));

    expect(await Promise.all([get('a'), get('a'), get('b')])).toEqual(['a 1', 'a 1', 'b 2']);
    await expect(get('c')).rejects.toThrow('not now');
    expect(await get('c')).toBe('c 4');
    expect(calls).toEqual(['a', 'b', 'c', 'c']);
  });
});
