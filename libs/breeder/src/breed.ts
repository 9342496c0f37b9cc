import type { Language } from '@codecsmith/codec';
import { randomFrom } from '@codecsmith/kernel';
import type { FamilyName } from './families.ts';
import { bredInFamily, storyOf, type Result } from './family-breed.ts';
import { ideaOf, isOfFamily, textOf, type Genome, type InPython } from './genome.ts';
import { genesLine, genomeOf } from './genes-line.ts';
import { crossed, drawn, edited, onKit, plainOf, seedOf } from './operators.ts';

export interface BreedRequest {
  /** Decides every draw; `<campaign seed>.<proposal>.<resample>` also tells which of the seeds it is. */
  readonly seed: string;
  /** As the campaign drew it; null outside a search. */
  readonly operator: string | null;
  /** Code of the parents, as it was bred before. */
  readonly parents: readonly string[];
  /** Of the seeds, and of whatever has no parents; children are written in their parents' language. */
  readonly language?: Language;
  /** In JavaScript, the kind of codec that the seeds are. */
  readonly family?: FamilyName;
  /** Children of the search so far and what they gained over their parent, in order. */
  readonly results?: readonly Result[];
}

export interface Bred {
  readonly code: string;
  readonly language: Language;
  readonly genome: Genome;
  readonly hypothesis: string;
}

/** Genes that an edit in Python changes, at most, and a rewrite. */
const EDITED = 5;
const REWRITTEN = 8;
/** Chance that an edit of a plain codec carries its idea over to codeckit first. */
const PORTED = 0.9;

/** Breeds a candidate. The same request gives the same text, byte for byte, on every machine. */
export function breedTemplate(request: BreedRequest): Bred {
  const { seed, operator, parents, language = 'python', family = 'all-intra', results = [] } = request;
  const random = randomFrom(`${operator ?? ''} ${seed}`);
  const known = parents.map(genomeOf).filter((genome) => genome !== undefined);
  const [first] = known;
  const inScript = first === undefined ? language === 'javascript' : isOfFamily(first);
  const genome = inScript
    ? bredInFamily({ seed, operator, family, parents: known.filter(isOfFamily), results }, random)
    : bredInPython({ seed, operator }, known.filter(isInPython), random);
  const written = inScript ? 'javascript' : 'python';
  const code = `${textOf(genome)}\n${genesLine(genome, written)}\n`;
  const parent = first !== undefined && isOfFamily(first) ? first : undefined;
  return { code, language: written, genome, hypothesis: isOfFamily(genome) ? storyOf(genome, parent) : ideaOf(genome) };
}

const isInPython = (genome: Genome): genome is InPython => !isOfFamily(genome);

function bredInPython(
  { operator, seed }: Pick<BreedRequest, 'operator' | 'seed'>,
  [first, second]: readonly InPython[],
  random: () => number,
): InPython {
  if (operator === 'seed') return seedOf(seed, EDITED);
  // Outside a search nobody waits for a codec that takes seconds a frame.
  if (operator === null && first === undefined) return plainOf(seed);
  if (first === undefined || operator === 'random') return drawn(seed, random);
  if (operator === 'crossover' && second !== undefined) return crossed(first, second, random);
  if (operator === 'rewrite') return edited(onKit(first), random, REWRITTEN);
  return edited(first.plan === 'plain' && random() < PORTED ? onKit(first) : first, random, EDITED);
}
