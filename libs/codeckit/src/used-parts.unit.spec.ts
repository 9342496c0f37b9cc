import { readFileSync } from 'node:fs';
import { codeckitDigest, linkedModules, usedCodeckitParts } from './used-parts.ts';

const gallery = (name: string): string =>
  readFileSync(new URL(`../../../examples/codecs/${name}`, import.meta.url), 'utf8');
const pathsOf = (...given: Parameters<typeof usedCodeckitParts>): string[] =>
  [...usedCodeckitParts(...given).keys()].sort();

describe('the parts of codeckit that a codec uses', () => {
  it('are the modules behind the names that it imports, and an index that passes on no others', () => {
    const parts = usedCodeckitParts('javascript', "import { zigzag, RansEncoder as R } from 'codeckit';");
    expect([...parts.keys()].sort()).toEqual(['bits.js', 'index.js', 'rans.js']);
    const index = Buffer.from(parts.get('index.js') ?? []).toString('utf8');
    expect(index).toContain("from './rans.js'");
    expect(index).not.toContain("from './motion.js'");
  });

  it('are the modules of Python, and those that they import', () => {
    expect(pathsOf('python', 'from codeckit import wavelet, bits as b\n')).toEqual([
      '__init__.py',
      'bits.py',
      'wavelet.py',
    ]);
    expect(pathsOf('python', 'from codeckit.symbols import (\n    TreeCoder,\n)\n')).toEqual([
      '__init__.py',
      'bits.py',
      'contexts.py',
      'rans.py',
      'symbols.py',
    ]);
  });

  it('are all of them where the package is imported as a whole', () => {
    expect(pathsOf('python', 'import numpy as np, codeckit\n')).toContain('motion.py');
    expect(pathsOf('javascript', "import * as kit from 'codeckit';")).toContain('motion.js');
  });

  it('are none for a codec that brings everything itself', () => {
    expect(usedCodeckitParts('python', gallery('wavelet.py')).size).toBe(0);
    expect(codeckitDigest(usedCodeckitParts('javascript', gallery('intra_dct.js')))).toBeNull();
  });

  it('have a digest of their own', () => {
    const digest = (source: string): string | null => codeckitDigest(usedCodeckitParts('python', source));
    expect(digest('from codeckit import bits')).toMatch(/^[0-9a-f]{64}$/);
    expect(digest('from codeckit import bits')).not.toBe(digest('from codeckit import rans'));
  });
});

describe('a codec as modules that are known by address', () => {
  /** Loads them as an engine does that knows no names. */
  const load = (source: string): Promise<unknown> => {
    const addresses: string[] = [];
    for (const pieces of linkedModules(source)) {
      const text = pieces
        .map((piece) => (typeof piece === 'number' ? JSON.stringify(addresses[piece]) : piece))
        .join('');
      addresses.push(`data:text/javascript,${encodeURIComponent(text)}`);
    }
    return import(addresses.at(-1) ?? '');
  };

  it('has the parts that it uses before it', async () => {
    const codec = await load("import { zigzag } from 'codeckit';\nexport const made = typeof zigzag;");
    expect(codec).toHaveProperty('made', 'function');
  });

  it.each(['quadtree_intra.js', 'quadtree_random_access.js', 'overfitted_intra.js'])('loads %s', async (name) => {
    expect(await load(`${gallery(name)}\nexport const loaded = true;`)).toHaveProperty('loaded', true);
  });

  it('imports nothing but codeckit', () => {
    expect(() => linkedModules("import { readFileSync } from 'node:fs';")).toThrow('node:fs cannot be imported');
  });
});
