import type { Language } from '../contract/candidate.ts';
import { randomFrom } from './genes.ts';
import { genomeIn, ideaOf, textOf, type Genome } from './genome.ts';
import { crossed, drawn, edited, onKit, plainOf, seedOf } from './operators.ts';

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
/** Chance that an edit of a plain codec carries its idea over to codeckit first. */
const PORTED = 0.9;

const MARK = '# Genes: ';

/** Breeds a candidate. The same request gives the same text, byte for byte, on every machine. */
export function breedTemplate({ seed, operator, parents }: BreedRequest): Bred {
  const random = randomFrom(`${operator ?? ''} ${seed}`);
  const known = parents.map(genomeOf).filter((genome) => genome !== undefined);
  const genome = bred(operator, known, seed, random);
  // The genes stand last in the text, for whoever breeds from it.
  const code = `${textOf(genome)}\n${MARK}${JSON.stringify(genome)}\n`;
  return { code, language: 'python', genome, hypothesis: ideaOf(genome) };
}

function bred(operator: string | null, [first, second]: readonly Genome[], seed: string, random: () => number): Genome {
  if (operator === 'seed') return seedOf(seed, EDITED);
  // Outside a search nobody waits for a codec that takes seconds a frame.
  if (operator === null && first === undefined) return plainOf(seed);
  if (first === undefined || operator === 'random') return drawn(seed, random);
  if (operator === 'crossover' && second !== undefined) return crossed(first, second, random);
  if (operator === 'rewrite') return edited(onKit(first), random, REWRITTEN);
  return edited(first.plan === 'plain' && random() < PORTED ? onKit(first) : first, random, EDITED);
}

/** Genes of a candidate that was bred here; undefined for any other code. */
export function genomeOf(code: string): Genome | undefined {
  const line = code.split('\n').findLast((text) => text.startsWith(MARK));
  return line === undefined ? undefined : genomeIn(line.slice(MARK.length));
}
