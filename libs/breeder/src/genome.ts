import { writeTemplate } from './draw-template.ts';
import { SIMPLE_CHOICES, type Genes } from './genes.ts';
import { familyOf, isFamily, type FamilyName } from './families.ts';
import { fits, type Values } from './gene-table.ts';
import { HYBRID_CHOICES, type HybridGenes } from './hybrid-genes.ts';
import { hybridHypothesis, hybridTitle } from './hybrid-hypothesis.ts';
import { writeHybrid } from './hybrid-python.ts';
import { hypothesisOf } from './hypothesis.ts';
import { KIT_CHOICES, type KitGenes } from './kit-genes.ts';
import { kitHypothesis, kitTitle } from './kit-hypothesis.ts';
import { writeKit } from './kit-python.ts';

/** The genes of a bred candidate: of one of the three ways to build it in Python, or of a family in JavaScript. */
export type Genome = InPython | OfFamily;
export type InPython = Of<'plain'> | Of<'kit'> | Of<'hybrid'>;

/** A codec on codeckit's engine for JavaScript; its plan is the name of its family. */
export interface OfFamily {
  readonly plan: FamilyName;
  readonly genes: Values;
}

/** `plain`: everything in the file. `kit`: intra on codeckit. `hybrid`: motion on codeckit. */
export interface GenesOf {
  readonly plain: Genes;
  readonly kit: KitGenes;
  readonly hybrid: HybridGenes;
}

export interface Of<P extends keyof GenesOf> {
  readonly plan: P;
  readonly genes: GenesOf[P];
}

/** All values of every gene of every plan in Python, in the order in which a search moves along them. */
export const CHOICES: { readonly [P in keyof GenesOf]: Readonly<Record<keyof GenesOf[P], readonly unknown[]>> } = {
  plain: SIMPLE_CHOICES,
  kit: KIT_CHOICES,
  hybrid: HYBRID_CHOICES,
};

/** Whether the genome is written in JavaScript. */
export const isOfFamily = (genome: Genome): genome is OfFamily => isFamily(genome.plan);

/** The source, without its genes. */
export function textOf(genome: Genome): string {
  if (isOfFamily(genome)) return familyOf(genome.plan).write(genome.genes);
  const { plan, genes } = genome;
  if (plan === 'kit') return writeKit(genes, kitTitle(genes));
  return plan === 'hybrid' ? writeHybrid(genes, hybridTitle(genes)) : writeTemplate(genes);
}

/** Why the codec may be worth its run. */
export function ideaOf(genome: Genome): string {
  if (isOfFamily(genome)) return `${familyOf(genome.plan).title(genome.genes)}.`;
  const { plan, genes } = genome;
  if (plan === 'kit') return kitHypothesis(genes);
  return plan === 'hybrid' ? hybridHypothesis(genes) : hypothesisOf(genes);
}

/** The genome in a JSON text; undefined if it is none, or has a gene or a value that is not known here. */
export function genomeIn(text: string): Genome | undefined {
  const { plan, genes } = readObject(text);
  if (typeof plan !== 'string') return undefined;
  const values = (genes ?? {}) as Record<string, unknown>;
  if (isFamily(plan)) return fits(familyOf(plan).genes, values) ? { plan, genes: values } : undefined;
  if (!isPlan(plan)) return undefined;
  const known = Object.entries(CHOICES[plan]).every(([name, allowed]) => allowed.includes(values[name]));
  return known ? ({ plan, genes } as InPython) : undefined;
}

const isPlan = (plan: string): plan is keyof GenesOf => Object.hasOwn(CHOICES, plan);

function readObject(text: string): { plan?: unknown; genes?: unknown } {
  try {
    return (JSON.parse(text) as object | null) ?? {};
  } catch {
    return {};
  }
}
