import type { Language } from '@codecsmith/codec';
import { randomFrom } from '@codecsmith/kernel';
import { genomeIn, ideaOf, textOf, type Genome } from './genome.ts';
import { crossed, drawn, edited, onKit, plainOf, seedOf } from './operators.ts';

export interface BreedRequest {
  /** Decides every draw; `<campaign seed>.<proposal>.<resample>` also tells which of the four seeds it is. */
  readonly seed: string;
  /** As the campaign drew it; null outside a search. */
  readonly operator: string | null;
  /** Code of the parents, as it was bred before. */
  readonly parents: readonly string[];
  /** Of the seeds, and of whatever has no parents; children are written in their parents' language. */
  readonly language?: Language;
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
/** Chance that an edit of a plain codec carries its idea over to codeckit first. */
const PORTED = 0.9;

/** The genes stand last in the text, for whoever breeds from it. */
const MARKS: Readonly<Record<Language, string>> = { python: '# Genes: ', javascript: '// Genes: ' };

/** Breeds a candidate. The same request gives the same text, byte for byte, on every machine. */
export function breedTemplate({ seed, operator, parents, language = 'python' }: BreedRequest): Bred {
  const random = randomFrom(`${operator ?? ''} ${seed}`);
  const known = parents.map(genomeOf).filter((genome) => genome !== undefined);
  const genome = bred({ operator, seed, language }, known, random);
  const written = genome.plan === 'script' ? 'javascript' : 'python';
  const code = `${textOf(genome)}\n${MARKS[written]}${JSON.stringify(genome)}\n`;
  return { code, language: written, genome, hypothesis: ideaOf(genome) };
}

function bred(
  { operator, seed, language }: Pick<Required<BreedRequest>, 'operator' | 'seed' | 'language'>,
  [first, second]: readonly Genome[],
  random: () => number,
): Genome {
  if (operator === 'seed') return seedOf(seed, language, EDITED);
  // Outside a search nobody waits for a codec that takes seconds a frame.
  if (operator === null && first === undefined && language === 'python') return plainOf(seed);
  if (first === undefined || operator === 'random') return drawn(seed, language, random);
  if (operator === 'crossover' && second !== undefined) return crossed(first, second, random);
  if (operator === 'rewrite') return edited(onKit(first), random, REWRITTEN);
  return edited(first.plan === 'plain' && random() < PORTED ? onKit(first) : first, random, EDITED);
}

/** Genes of a candidate that was bred here; undefined for any other code. */
export function genomeOf(code: string): Genome | undefined {
  const last = code.trimEnd().split('\n').at(-1) ?? '';
  const mark = Object.values(MARKS).find((start) => last.startsWith(start));
  return mark === undefined ? undefined : genomeIn(last.slice(mark.length));
}
