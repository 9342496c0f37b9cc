import { randomFrom } from '@codecsmith/kernel';
import { drawGenes, SIMPLE_CHOICES, withoutContradiction, type Genes } from './genes.ts';
import type { InPython, Of } from './genome.ts';
import { HYBRID_CHOICES, HYBRID_START } from './hybrid-genes.ts';
import { KIT_CHOICES, KIT_START } from './kit-genes.ts';

/** Chance that a changed tool on codeckit gives way to a richer one, further on in its list, where there is one. */
const RICHER = 0.9;
/** Chance that a changed number moves one place only. */
const NEAR = 0.7;

/** Genes whose further values can do all that the ones before can, and more: what a search goes up step by step. */
const TOOLS: ReadonlySet<string> = new Set([
  'luma',
  'chroma',
  'modes',
  'candidates',
  'kinds',
  'crossed',
  'entropy',
  'filter',
  'references',
  'radius',
]);

type Random = () => number;
type Choices<G> = { readonly [K in keyof G]: readonly G[K][] };

/** Four simple codecs that differ in what they are; a later number edits the one that predicts from neighbours. */
export function seedOf(seed: string, edits: number): InPython {
  const seeds = pythonSeeds(seed);
  return seeds[numberIn(seed) - 1] ?? edited(seeds.at(-1) ?? plainOf(seed), randomFrom(seed), edits);
}

/** Which of the seeds this is, from 1 on: `<campaign seed>.<number>.<resample>`. */
export const numberIn = (seed: string): number => Math.max(1, Number(/^\d+\.(\d+)\./.exec(seed)?.[1] ?? 1));

/** Block transform, wavelet, motion, prediction from neighbours. */
function pythonSeeds(seed: string): readonly InPython[] {
  const base: Genes = { ...drawGenes(seed), transform: 'dct8', prediction: 'dc', entropy: 'zlib' };
  return [
    { plan: 'plain', genes: base },
    { plan: 'plain', genes: { ...base, transform: 'cdf97', prediction: 'none', entropy: 'lzma' } },
    { plan: 'hybrid', genes: HYBRID_START },
    { plan: 'kit', genes: KIT_START },
  ];
}

export const plainOf = (seed: string): InPython => ({ plan: 'plain', genes: drawGenes(seed) });

/** A uniform sample: a third plain, a third intra, a third with motion. */
export function drawn(seed: string, random: Random): InPython {
  const plan = pick(['plain', 'kit', 'hybrid'] as const, random);
  if (plan === 'plain') return plainOf(seed);
  return plan === 'kit'
    ? { plan, genes: mapGenes(KIT_CHOICES, (values) => pick(values, random)) }
    : { plan, genes: mapGenes(HYBRID_CHOICES, (values) => pick(values, random)) };
}

/** The same idea on codeckit's blocks. */
export function onKit(genome: InPython): Exclude<InPython, Of<'plain'>> {
  if (genome.plan !== 'plain') return genome;
  const { transform, chroma, prediction } = genome.genes;
  const chromaStep = chroma < 1 ? 0.9 : 1;
  if (prediction === 'motion') return { plan: 'hybrid', genes: { ...HYBRID_START, chromaStep } };
  const luma = transform === 'dct16' ? '16' : KIT_START.luma;
  return { plan: 'kit', genes: { ...KIT_START, luma, chromaStep } };
}

/** Gives one to `most` genes another value. */
export function edited(genome: InPython, random: Random, most: number): InPython {
  const count = 1 + Math.floor(random() * most);
  const { plan, genes } = genome;
  if (plan === 'kit') return { plan, genes: changed(genes, KIT_CHOICES, count, random) };
  if (plan === 'hybrid') return { plan, genes: changed(genes, HYBRID_CHOICES, count, random) };
  return { plan, genes: withoutContradiction(changed(genes, SIMPLE_CHOICES, count, random)) };
}

/** Each gene from one of the two; of codecs that are built in different ways, the first with a few changes. */
export function crossed(first: InPython, second: InPython, random: Random): InPython {
  const [one, other] = [onKit(first), onKit(second)];
  const either = <T>(a: T, b: T): T => (random() < 0.5 ? a : b);
  if (one.plan === 'kit' && other.plan === 'kit') {
    const genes = mapGenes(KIT_CHOICES, (_, name) => either(one.genes[name], other.genes[name]));
    return { plan: 'kit', genes };
  }
  if (one.plan === 'hybrid' && other.plan === 'hybrid') {
    const genes = mapGenes(HYBRID_CHOICES, (_, name) => either(one.genes[name], other.genes[name]));
    return { plan: 'hybrid', genes };
  }
  return edited(one, random, 3);
}

function changed<G extends object>(genes: G, choices: Choices<G>, count: number, random: Random): G {
  const names = Object.keys(choices) as (keyof G)[];
  let out = genes;
  for (let turn = 0; turn < count; turn += 1) {
    const values = (name: keyof G) => [...new Set(choices[name])];
    const open = names.filter((name) => !isSpent(String(name), values(name), out[name]));
    const name = pick(open.length === 0 || random() > RICHER ? names : open, random);
    out = { ...out, [name]: pick(othersOf(String(name), values(name), out[name], random), random) };
  }
  return out;
}

/** True of a tool that is the richest of its kind: any change would take something away. */
const isSpent = (name: string, values: readonly unknown[], now: unknown): boolean =>
  TOOLS.has(name) && values.indexOf(now) === values.length - 1;

/** Values that a gene may change to: of a tool mostly the richer ones, of a number mostly the nearest. */
function othersOf<T>(name: string, values: readonly T[], now: T, random: Random): readonly T[] {
  const at = values.indexOf(now);
  const [draw, others] = [random(), values.filter((value) => value !== now)];
  if (TOOLS.has(name)) return draw < RICHER && at + 1 < values.length ? values.slice(at + 1) : others;
  return draw < NEAR ? others.filter((value) => Math.abs(values.indexOf(value) - at) === 1) : others;
}

function mapGenes<G extends object>(
  choices: Choices<G>,
  to: <K extends keyof G>(values: readonly G[K][], name: K) => G[K],
): G {
  const names = Object.keys(choices) as (keyof G)[];
  return Object.fromEntries(names.map((name) => [name, to(choices[name], name)])) as G;
}

const pick = <T>(values: readonly T[], random: Random): T => values[Math.floor(random() * values.length)] as T;
