import { readFileSync } from 'node:fs';
import { LimitExceeded, SanitizerFault, SanitizerPool } from './sanitizer-pool.ts';

const gallery = (name: string) => readFileSync(new URL(`../../../examples/codecs/${name}`, import.meta.url), 'utf8');

describe('the sanitizer in its threads', () => {
  let pool: SanitizerPool;
  beforeAll(async () => {
    pool = new SanitizerPool({ cpuMs: 300_000, threads: 2 });
    await pool.warmUp();
  });
  afterAll(() => pool.close());

  it('reads candidates in the order they come', async () => {
    const [python, script] = await Promise.all([
      pool.sanitize(gallery('wavelet.py'), {}),
      pool.sanitize(gallery('intra_dct.js'), { language: 'javascript' }),
    ]);
    expect(python.result).toMatchObject({ cleared: true, language: 'python', family: 'wavelet' });
    expect(script.result).toMatchObject({ cleared: true, language: 'javascript', family: 'dct' });
  });

  it('gives copies that differ in layout, comments and names of their own the same tree, and others not', async () => {
    const source = gallery('intra_dct.py');
    const tree = async (text: string) => (await pool.sanitize(text, {})).tree;
    const original = await tree(source);
    expect(original).toMatch(/^[0-9a-f]{64}$/u);
    expect(await tree(source.replaceAll('levels', 'numbers').replaceAll('\n\n\n', '\n\n# more\n\n'))).toBe(original);
    expect(await tree(source.replace('0.4', '0.45'))).not.toBe(original);
  });

  it('ends a reading that goes past its time and goes on with the next', async () => {
    const hasty = new SanitizerPool({ cpuMs: 1 });
    try {
      const source = `${gallery('wavelet.py')}\nTABLE = [${'1, '.repeat(8_000)}]\n`;
      await expect(hasty.sanitize(source, {})).rejects.toThrow(LimitExceeded);
      await expect(hasty.sanitize(source, {})).rejects.toThrow('it took more than 1 ms of processor time');
    } finally {
      await hasty.close();
    }
  });

  it('ends a reading that goes past its memory', async () => {
    const small = new SanitizerPool({ cpuMs: 300_000, memoryMb: 24 });
    try {
      const source = `${gallery('wavelet.py')}\nTABLE = [${'1, '.repeat(80_000)}]\n`;
      await expect(small.sanitize(source, {})).rejects.toThrow('it took more than 24 MB');
    } finally {
      await small.close();
    }
  });

  it('lets the others go on when it ends one', async () => {
    const small = new SanitizerPool({ cpuMs: 300_000, memoryMb: 24, threads: 2 });
    try {
      const greedy = `${gallery('wavelet.py')}\nTABLE = [${'1, '.repeat(80_000)}]\n`;
      const [, ...light] = await Promise.allSettled([
        expect(small.sanitize(greedy, {})).rejects.toThrow(LimitExceeded),
        ...Array.from({ length: 4 }, () => small.sanitize(gallery('intra_dct.js'), { language: 'javascript' })),
      ]);
      expect(light.map(({ status }) => status)).toEqual(Array(4).fill('fulfilled'));
    } finally {
      await small.close();
    }
  });

  it('reads a light candidate while a heavy one is read', async () => {
    const ended: string[] = [];
    const heavy = `${gallery('wavelet.py')}\nTABLE = [${'1, '.repeat(60_000)}]\n`;
    await Promise.all([
      pool.sanitize(heavy, {}).then(() => ended.push('heavy')),
      pool.sanitize('x', {}).then(() => ended.push('light')),
    ]);
    expect(ended).toEqual(['light', 'heavy']);
  });

  it('blames no candidate when its threads cannot start', async () => {
    const poor = new SanitizerPool({ memoryMb: 10 });
    try {
      const readings = [poor.sanitize('x', {}), poor.sanitize('y', {})];
      for (const reading of readings) await expect(reading).rejects.toThrow(SanitizerFault);
      await expect(poor.sanitize('z', {})).rejects.toThrow('no thread began to read it');
    } finally {
      await poor.close();
    }
  });

  it('rejects what is being read when it closes', async () => {
    const closing = new SanitizerPool({ cpuMs: 300_000 });
    const reading = expect(closing.sanitize(gallery('wavelet.py'), {})).rejects.toThrow(SanitizerFault);
    await closing.close();
    await reading;
  });
});
