import type { Language } from '@codecsmith/codec';
import { genomeIn, type Genome } from './genome.ts';

/** The genes stand last in the text, for whoever breeds from it. */
const MARKS: Readonly<Record<Language, string>> = { python: '# Genes: ', javascript: '// Genes: ' };

/** The line of the code that holds its genes. */
export const genesLine = (genome: Genome, language: Language): string => `${MARKS[language]}${JSON.stringify(genome)}`;

/** Genes of a candidate that was bred here; undefined for any other code. */
export function genomeOf(code: string): Genome | undefined {
  const last = code.trimEnd().split('\n').at(-1) ?? '';
  const mark = Object.values(MARKS).find((start) => last.startsWith(start));
  return mark === undefined ? undefined : genomeIn(last.slice(mark.length));
}
