import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadEngines } from '@codecsmith/sanitizer/wasm';
import { ROUND_TRIP_SCRIPT, type RoundTrip } from '@codecsmith/sanitizer/testing';
import { createSanitizer } from '@codecsmith/sanitizer';
import { breedTemplate, genomeOf, type Bred } from './index.ts';
import { CHOICES } from './genome.ts';

const KIT = fileURLToPath(new URL('../../codeckit/python', import.meta.url));

const seeds = Array.from({ length: 4 }, (_, at) =>
  breedTemplate({ seed: `7.${at + 1}.0`, operator: 'seed', parents: [] }),
);
const random = (count: number) =>
  Array.from({ length: count }, (_, at) => breedTemplate({ seed: `7.${at}.0`, operator: 'random', parents: [] }));
const of = (plan: string) => random(60).filter(({ genome }) => genome.plan === plan);
const [kits, hybrids] = [of('kit'), of('hybrid')];
const child = (operator: string, seed: string, ...parents: Bred[]) =>
  breedTemplate({ operator, seed, parents: parents.map(({ code }) => code) });

describe('bred candidates', () => {
  it('are the same for the same request', () => {
    expect(child('crossover', '7.9.0', ...seeds)).toEqual(child('crossover', '7.9.0', ...seeds));
    expect(child('edit', '7.9.0', ...seeds).code).not.toBe(child('edit', '7.10.0', ...seeds).code);
  });

  it('begin with four codecs that differ in kind', () => {
    const kinds = seeds.map(({ genome }) => (genome.plan === 'plain' ? genome.genes.transform : genome.plan));
    expect(kinds).toEqual(['dct8', 'cdf97', 'hybrid', 'kit']);
    expect(new Set(seeds.map(({ code }) => code)).size).toBe(4);
  });

  it('carry their genes, so that anything bred here can be bred from', () => {
    for (const one of [...seeds, ...kits, ...hybrids]) expect(genomeOf(one.code)).toEqual(one.genome);
    expect(genomeOf('def encode(): pass')).toBeUndefined();
    expect(genomeOf('# Genes: {"plan":"kit","genes":{"luma":"7"}}')).toBeUndefined();
    expect(genomeOf('# Genes: {"plan":')).toBeUndefined();
  });

  it('edit: one to five genes of the parent differ', () => {
    const [parent] = kits;
    if (parent === undefined) throw new Error('no sample on codeckit');
    for (let at = 0; at < 20; at += 1) {
      const { genome } = child('edit', `7.${at}.0`, parent);
      const before = parent.genome.genes as unknown as Record<string, unknown>;
      const changed = Object.entries(genome.genes).filter(([name, value]) => before[name] !== value).length;
      expect(changed).toBeGreaterThan(0);
      expect(changed).toBeLessThanOrEqual(5);
    }
  });

  it('crossover: every gene comes from one of the two', () => {
    for (const [one, other] of [kits, hybrids] as [Bred, Bred][]) {
      const parents = [one, other].map(({ genome }) => genome.genes as unknown as Record<string, unknown>);
      const { genome } = child('crossover', '7.9.0', one, other);
      expect(genome.plan).toBe(one.genome.plan);
      for (const [name, value] of Object.entries(genome.genes)) {
        expect(parents.map((genes) => genes[name])).toContain(value);
      }
    }
  });

  it('crossover of an intra codec with one that has motion: the first one, changed', () => {
    const [kit, hybrid] = [kits[0], hybrids[0]] as [Bred, Bred];
    expect(child('crossover', '7.9.0', hybrid, kit).genome.plan).toBe('hybrid');
    expect(child('crossover', '7.9.0', kit, hybrid).genome.plan).toBe('kit');
  });

  it('sample every value of every gene of every plan in Python', () => {
    const samples = random(600);
    for (const [plan, choices] of Object.entries(CHOICES)) {
      const genes = samples.flatMap(({ genome }) => (genome.plan === plan ? [genome.genes] : []));
      for (const [name, values] of Object.entries(choices)) {
        const seen = new Set(genes.map((drawn) => (drawn as unknown as Record<string, unknown>)[name]));
        expect([...seen].sort()).toEqual([...new Set(values)].sort());
      }
    }
  });

  it('keep nothing from frame to frame where they have no motion', () => {
    for (const { code } of kits) expect(code).not.toMatch(/\bglobal\b|frame_index ==/u);
  });

  it('are cleared on the pure track without a change or a warning', async () => {
    const sanitizer = await createSanitizer(loadEngines());
    for (const { code } of [...seeds, ...kits, ...hybrids]) {
      const result = sanitizer.sanitize(code, { language: 'python', track: 'pure' });
      expect(result).toMatchObject({ cleared: true, changes: [], warnings: [], color: 'i420' });
    }
    const familyOf = ({ code }: Bred) => {
      const result = sanitizer.sanitize(code, { language: 'python', track: 'pure' });
      return result.cleared ? result.family : undefined;
    };
    expect(seeds.map(familyOf)).toEqual(['dct', 'wavelet', 'motion', 'predictive']);
  });

  it('run, and trade rate for distortion, whatever their genes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'codec-bred-'));
    try {
      const files = [...seeds, ...kits.slice(0, 8), ...hybrids.slice(0, 6)].map(({ code }, at) => {
        const path = join(folder, `${at}.py`);
        writeFileSync(path, code);
        return path;
      });
      for (const result of roundTrip(files)) {
        if ('error' in result) throw new Error(`${result.file}: ${result.error}`);
        const psnr = result.runs.map((run) => run.psnr_y ?? Infinity);
        expect(psnr).toEqual([...psnr].sort((a, b) => a - b));
        expect(result.runs[0]?.bytes).toBeLessThan(result.runs[1]?.bytes ?? 0);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function roundTrip(files: readonly string[]): RoundTrip[] {
  const args = [ROUND_TRIP_SCRIPT, '--size', '64x48', '--frames', '2', '--quality', '30,70', ...files];
  const env = { ...process.env, PYTHONPATH: KIT };
  const { stdout, stderr, status } = spawnSync('/usr/bin/python3', args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RoundTrip);
}
