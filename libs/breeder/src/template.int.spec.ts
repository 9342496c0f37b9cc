import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEngines } from '@codecsmith/sanitizer/wasm';
import { roundTrip } from '@codecsmith/sanitizer/testing';
import { createSanitizer } from '@codecsmith/sanitizer';
import { drawGenes, drawTemplate } from './index.ts';

const SEEDS = Array.from({ length: 40 }, (_, index) => `draw-${index}`);

describe('template candidates', () => {
  it('are the same for the same seed and differ between seeds', () => {
    expect(drawTemplate('a')).toEqual(drawTemplate('a'));
    expect(new Set(SEEDS.map((seed) => drawTemplate(seed).code)).size).toBeGreaterThan(SEEDS.length / 2);
  });

  it('cover every transform, prediction and entropy coder', () => {
    const genes = Array.from({ length: 400 }, (_, index) => drawGenes(`cover-${index}`));
    const values = (name: 'transform' | 'prediction' | 'entropy') =>
      [...new Set(genes.map((drawn) => drawn[name]))].sort();
    expect(values('transform')).toEqual(['cdf53', 'cdf97', 'dct16', 'dct4', 'dct8']);
    expect(values('prediction')).toEqual(['dc', 'motion', 'none', 'previous']);
    expect(values('entropy')).toEqual(['bz2', 'lzma', 'zlib']);
  });

  it('do not change with the machine: this draw is written down', () => {
    expect(drawGenes('written down')).toEqual({
      transform: 'dct8',
      prediction: 'none',
      entropy: 'zlib',
      halving: 14,
      slope: 0.6,
      rounding: 0.45,
      chroma: 0.8,
      keyInterval: 60,
      reach: 3,
    });
  });

  it('say what they try', () => {
    for (const seed of SEEDS) {
      const { hypothesis, code } = drawTemplate(seed);
      expect(hypothesis).toMatch(/^It codes with a .*\.$/u);
      expect(code).toMatch(/^"""A .*\."""\n/u);
    }
  });

  it('are cleared on the pure track without a change or a warning', async () => {
    const sanitizer = await createSanitizer(loadEngines());
    for (const seed of SEEDS) {
      const result = sanitizer.sanitize(drawTemplate(seed).code, { language: 'python', track: 'pure' });
      expect(result).toMatchObject({ cleared: true, changes: [], warnings: [], color: 'i420', track: 'pure' });
    }
  });

  it('run, and trade rate for distortion', () => {
    const folder = mkdtempSync(join(tmpdir(), 'codec-template-'));
    try {
      const files = SEEDS.map((seed) => {
        const path = join(folder, `${seed}.py`);
        writeFileSync(path, drawTemplate(seed).code);
        return path;
      });
      for (const result of roundTrip(files, '--quality', '20,40,60,80')) {
        if ('error' in result) throw new Error(`${result.file}: ${result.error}`);
        const [bytes, psnr] = [result.runs.map((run) => run.bytes), result.runs.map((run) => run.psnr_y)];
        expect(bytes).toEqual([...new Set(bytes)].sort((a, b) => a - b));
        expect(psnr).toEqual([...new Set(psnr)].sort((a, b) => (a ?? Infinity) - (b ?? Infinity)));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
