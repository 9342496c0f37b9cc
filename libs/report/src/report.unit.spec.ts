import { reportPage } from './page/page.ts';
import { SAMPLE } from './sample.testing.ts';
import { compressAiResult } from './tables/compressai.ts';
import { pointsCsv } from './tables/points-csv.ts';

describe('a report', () => {
  const page = reportPage(SAMPLE);

  it('shows text as text', () => {
    expect(page).not.toContain('<script');
    expect(page).toContain('Experiment &lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('park &amp; ride');
  });

  it('shows no character that reorders text or hides in it', () => {
    const hostile = reportPage({ ...SAMPLE, title: 'good\u202e\x1bbad' });
    expect(hostile).toContain('good\\u202e\\u001bbad');
    expect(hostile).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });

  it('shows hostile names as text in plots too', () => {
    const [clip] = SAMPLE.clips;
    if (clip === undefined) throw new Error('the sample has no clip');
    const curves = clip.curves.map((curve) => ({ ...curve, label: '"><script>alert(2)</script>' }));
    const hostile = reportPage({ ...SAMPLE, clips: [{ ...clip, name: '"><img src=x onerror=alert(3)>', curves }] });
    expect(hostile).not.toMatch(/<script|<img/);
  });

  it('asks nothing of the network and runs nothing', () => {
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(page).toContain("default-src 'none'");
  });

  it('is the same page for the same data', () => expect(reportPage(structuredClone(SAMPLE))).toBe(page));

  it('has a figure or its reason, ∞ for lossless, and no NaN or Infinity', () => {
    expect(page).toContain('-12.30 %');
    expect(page).toContain('test: too_few_points');
    expect(page).toContain('∞');
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('stays whole without curves, points or frames', () => {
    const [clip] = SAMPLE.clips;
    if (clip === undefined) throw new Error('the sample has no clip');
    const empty = reportPage({ ...SAMPLE, clips: [{ ...clip, curves: [], figures: [], perFrame: [] }] });
    expect(empty).toContain('No point with a finite PSNR-Y.');
    expect(empty).not.toMatch(/NaN|Infinity/);
  });
});

describe('exports', () => {
  it('CSV holds every point in full precision and disarms formulas', () => {
    const [clip] = SAMPLE.clips;
    if (clip === undefined) throw new Error('the sample has no clip');
    const rows = pointsCsv({ ...SAMPLE, clips: [{ ...clip, name: '=cmd,"x"' }] }).split('\r\n');
    expect(rows[0]).toMatch(/^clip,curve,kind,setting,bytes,kbps,bpp,psnr_y,/);
    expect(rows).toHaveLength(1 + 13 + 1);
    expect(rows[1]).toMatch(/^"'=cmd,""x""",candidate,candidate,quality 20,13500,135,0.027,28,28,/);
    expect(rows[5]).toMatch(/quality 100,900000,9000,1.8,,,,,1,,,,$/);
  });

  it('CompressAI gets aligned lists by rising rate, without lossless points', () => {
    const points = SAMPLE.clips[0]?.curves[0]?.points ?? [];
    const { name, results } = compressAiResult('mine', 'a codec', points.toReversed());
    expect(name).toBe('mine');
    expect(results['psnr-y']).toEqual([28, 31.5, 35, 38.5]);
    expect(new Set(Object.values(results).map((list) => list.length))).toEqual(new Set([4]));
  });
});
