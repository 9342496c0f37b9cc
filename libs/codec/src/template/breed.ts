import type { Language } from '../contract/candidate.ts';
import { drawGenes, randomFrom, SIMPLE_CHOICES, withoutContradiction, type Genes } from './genes.ts';
import { writeTemplate } from './draw-template.ts';
import { hypothesisOf } from './hypothesis.ts';
import { KIT_CHOICES, KIT_START, TOOLS, type KitGenes } from './kit-genes.ts';
import { kitHypothesis, kitTitle } from './kit-hypothesis.ts';
import { writeKit } from './kit-python.ts';

/** The genes of a bred candidate: of one of the two ways to build it. */
export type Genome =
  { readonly plan: 'plain'; readonly genes: Genes } | { readonly plan: 'kit'; readonly genes: KitGenes };

export interface BreedRequest {
  /** Decides every draw; `<campaign seed>.<proposal>.<resample>` also tells which of the four seeds it is. */
  readonly seed: string;
  /** As the campaign drew it; null outside a search. */
  readonly operator: string | null;
  /** Code of the parents, as it was bred before. */
  readonly parents: readonly string[];
}

export interface Bred {
  readonly code: string;
  readonly language: Language;
  readonly genome: Genome;
  readonly hypothesis: string;
}

/** Genes that an edit changes, at most, and a rewrite. */
const EDITED = 5;
const REWRITTEN = 8;
/** Chance that a changed tool on codeckit gives way to a richer one, further on in its list, where there is one. */
const RICHER = 0.9;
/** Chance that a changed number on codeckit moves one place only. */
const NEAR = 0.7;
/** Chance that an edit of a plain codec carries its idea over to codeckit first. */
const PORTED = 0.9;

/** Breeds a candidate. The same request gives the same text, byte for byte, on every machine. */
export function breedTemplate({ seed, operator, parents }: BreedRequest): Bred {
  const random = randomFrom(`${operator ?? ''} ${seed}`);
  const known = parents.map(genomeOf).filter((genome) => genome !== undefined);
  const genome = bred(operator, known, seed, random);
  return { code: codeOf(genome), language: 'python', genome, hypothesis: ideaOf(genome) };
}

function bred(operator: string | null, [first, second]: readonly Genome[], seed: string, random: () => number): Genome {
  if (operator === 'seed') return seedOf(seed);
  // Outside a search nobody waits for a codec that takes seconds a frame.
  if (operator === null && first === undefined) return { plan: 'plain', genes: drawGenes(seed) };
  if (first === undefined || operator === 'random') return drawn(seed, random);
  if (operator === 'crossover' && second !== undefined) return crossed(first, second, random);
  if (operator === 'rewrite') return edited(onKit(first), random, REWRITTEN);
  return edited(first.plan === 'plain' && random() < PORTED ? onKit(first) : first, random);
}

/** Four simple codecs that differ in what they are: block transform, wavelet, motion, prediction from neighbours. */
function seedOf(seed: string): Genome {
  const number = Math.max(1, Number(/^\d+\.(\d+)\./.exec(seed)?.[1] ?? 1));
  const base: Genes = { ...drawGenes(seed), transform: 'dct8', prediction: 'dc', entropy: 'zlib' };
  const intra: Genome = { plan: 'kit', genes: KIT_START };
  const seeds: readonly Genome[] = [
    { plan: 'plain', genes: base },
    { plan: 'plain', genes: { ...base, transform: 'cdf97', prediction: 'none', entropy: 'lzma' } },
    { plan: 'plain', genes: { ...base, prediction: 'motion' } },
    intra,
  ];
  return seeds[number - 1] ?? edited(intra, randomFrom(seed));
}

/** A uniform sample: half of them plain, half on codeckit. */
function drawn(seed: string, random: () => number): Genome {
  if (random() < 0.5) return { plan: 'plain', genes: drawGenes(seed) };
  return { plan: 'kit', genes: mapGenes(KIT_START, (_, choices) => pick(choices, random)) };
}

/** The same idea on codeckit's blocks. */
function onKit(genome: Genome): Extract<Genome, { plan: 'kit' }> {
  if (genome.plan === 'kit') return genome;
  const { transform, chroma } = genome.genes;
  return {
    plan: 'kit',
    genes: { ...KIT_START, luma: transform === 'dct16' ? '16' : KIT_START.luma, chromaStep: chroma < 1 ? 0.9 : 1 },
  };
}

function edited(genome: Genome, random: () => number, most = EDITED): Genome {
  const count = 1 + Math.floor(random() * most);
  if (genome.plan === 'kit') return { plan: 'kit', genes: change(genome.genes, KIT_CHOICES, count, random) };
  return { plan: 'plain', genes: withoutContradiction(change(genome.genes, SIMPLE_CHOICES, count, random)) };
}

/** Gives `count` genes another value. */
function change<G extends object>(genes: G, choices: Choices<G>, count: number, random: () => number): G {
  const names = Object.keys(choices) as (keyof G)[];
  let changed = genes;
  for (let turn = 0; turn < count; turn += 1) {
    const values = (name: keyof G) => [...new Set(choices[name])];
    const open = names.filter((name) => !isSpent(String(name), values(name), changed[name]));
    const name = pick(open.length === 0 || random() > RICHER ? names : open, random);
    changed = { ...changed, [name]: pick(othersOf(String(name), values(name), changed[name], random), random) };
  }
  return changed;
}

/** True of a tool that is the richest of its kind: any change would take something away. */
const isSpent = (name: string, values: readonly unknown[], now: unknown): boolean =>
  TOOLS.has(name) && values.indexOf(now) === values.length - 1;

/** Values that a gene may change to: of a tool mostly the richer ones, of a number mostly the nearest. */
function othersOf<T>(name: string, values: readonly T[], now: T, random: () => number): readonly T[] {
  const at = values.indexOf(now);
  const [draw, others] = [random(), values.filter((value) => value !== now)];
  if (TOOLS.has(name)) return draw < RICHER && at + 1 < values.length ? values.slice(at + 1) : others;
  return draw < NEAR ? others.filter((value) => Math.abs(values.indexOf(value) - at) === 1) : others;
}

/** Each gene from one of the two. */
function crossed(first: Genome, second: Genome, random: () => number): Genome {
  const [one, other] = [onKit(first).genes, onKit(second).genes];
  return { plan: 'kit', genes: mapGenes(one, (value, _, name) => (random() < 0.5 ? value : other[name])) };
}

type Choices<G> = { readonly [K in keyof G]: readonly G[K][] };
type Value = KitGenes[keyof KitGenes];

const mapGenes = (
  genes: KitGenes,
  to: (value: Value, choices: readonly Value[], name: keyof KitGenes) => Value,
): KitGenes => {
  const names = Object.keys(KIT_CHOICES) as (keyof KitGenes)[];
  return Object.fromEntries(
    names.map((name) => [name, to(genes[name], KIT_CHOICES[name], name)]),
  ) as unknown as KitGenes;
};

const pick = <T>(values: readonly T[], random: () => number): T => values[Math.floor(random() * values.length)] as T;

const MARK = '# Genes: ';

/** The text, and last in it the genes, for whoever breeds from it. */
function codeOf(genome: Genome): string {
  const code = genome.plan === 'kit' ? writeKit(genome.genes, kitTitle(genome.genes)) : writeTemplate(genome.genes);
  return `${code}\n${MARK}${JSON.stringify(genome)}\n`;
}

const ideaOf = (genome: Genome): string =>
  genome.plan === 'kit' ? kitHypothesis(genome.genes) : hypothesisOf(genome.genes);

/** Genes of a candidate that was bred here; undefined for any other code. */
export function genomeOf(code: string): Genome | undefined {
  const line = code.split('\n').findLast((text) => text.startsWith(MARK));
  if (line === undefined) return undefined;
  const { plan, genes } = readObject(line.slice(MARK.length));
  const choices: Record<string, readonly unknown[]> = plan === 'kit' ? KIT_CHOICES : SIMPLE_CHOICES;
  const values = (genes ?? {}) as Record<string, unknown>;
  const known = Object.entries(choices).every(([name, allowed]) => allowed.includes(values[name]));
  return known && (plan === 'kit' || plan === 'plain') ? ({ plan, genes } as Genome) : undefined;
}

function readObject(text: string): { plan?: unknown; genes?: unknown } {
  try {
    return (JSON.parse(text) as object | null) ?? {};
  } catch {
    return {};
  }
}
