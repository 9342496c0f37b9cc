import { readFileSync } from 'node:fs';
import { LimitExceeded, SanitizerThread } from './sanitizer-thread.ts';

const gallery = (name: string) => readFileSync(new URL(`../../../../examples/codecs/${name}`, import.meta.url), 'utf8');

describe('the sanitizer in its thread', () => {
  let thread: SanitizerThread;
  beforeAll(async () => {
    thread = await SanitizerThread.start({ wallMs: 300_000 });
  });
  afterAll(() => thread.close());

  it('reads candidates in the order they come', async () => {
    const [python, script] = await Promise.all([
      thread.sanitize(gallery('wavelet.py'), {}),
      thread.sanitize(gallery('intra_dct.js'), { language: 'javascript' }),
    ]);
    expect(python.result).toMatchObject({ cleared: true, language: 'python', family: 'wavelet' });
    expect(script.result).toMatchObject({ cleared: true, language: 'javascript', family: 'dct' });
  });

  it('gives copies that differ in layout, comments and names of their own the same tree, and others not', async () => {
    const source = gallery('intra_dct.py');
    const tree = async (text: string) => (await thread.sanitize(text, {})).tree;
    const original = await tree(source);
    expect(original).toMatch(/^[0-9a-f]{64}$/u);
    expect(await tree(source.replaceAll('levels', 'numbers').replaceAll('\n\n\n', '\n\n# more\n\n'))).toBe(original);
    expect(await tree(source.replace('0.4', '0.45'))).not.toBe(original);
  });

  it('ends a reading that goes past its time and goes on with the next', async () => {
    const hasty = await SanitizerThread.start({ wallMs: 1 });
    try {
      const source = `${gallery('wavelet.py')}\nTABLE = [${'1, '.repeat(8_000)}]\n`;
      await expect(hasty.sanitize(source, {})).rejects.toThrow(LimitExceeded);
      await expect(hasty.sanitize(source, {})).rejects.toThrow('it took longer than 1 ms');
    } finally {
      await hasty.close();
    }
  });

  it('ends a reading that goes past its memory', async () => {
    const small = await SanitizerThread.start({ wallMs: 300_000, memoryMb: 24 });
    try {
      const source = `${gallery('wavelet.py')}\nTABLE = [${'1, '.repeat(80_000)}]\n`;
      await expect(small.sanitize(source, {})).rejects.toThrow('it took more than 24 MB');
    } finally {
      await small.close();
    }
  });
});
