import { writeTemplate } from './draw-template.ts';
import { SIMPLE_CHOICES, type Genes } from './genes.ts';
import { HYBRID_CHOICES, type HybridGenes } from './hybrid-genes.ts';
import { hybridHypothesis, hybridTitle } from './hybrid-hypothesis.ts';
import { writeHybrid } from './hybrid-python.ts';
import { hypothesisOf } from './hypothesis.ts';
import { KIT_CHOICES, type KitGenes } from './kit-genes.ts';
import { kitHypothesis, kitTitle } from './kit-hypothesis.ts';
import { writeKit } from './kit-python.ts';
import { SCRIPT_CHOICES, scriptHypothesis, scriptTitle, type ScriptGenes } from './script-genes.ts';
import { writeScript } from './script-javascript.ts';

/** The genes of a bred candidate: of one of the four ways to build it. */
export type Genome = Of<'plain'> | Of<'kit'> | Of<'hybrid'> | Of<'script'>;

/** `plain`: everything in the file. `kit`: intra on codeckit. `hybrid`: motion on codeckit. `script`: JavaScript. */
export interface GenesOf {
  readonly plain: Genes;
  readonly kit: KitGenes;
  readonly hybrid: HybridGenes;
  readonly script: ScriptGenes;
}

export interface Of<P extends keyof GenesOf> {
  readonly plan: P;
  readonly genes: GenesOf[P];
}

/** All values of every gene of every plan, in the order in which a search moves along them. */
export const CHOICES: { readonly [P in keyof GenesOf]: Readonly<Record<keyof GenesOf[P], readonly unknown[]>> } = {
  plain: SIMPLE_CHOICES,
  kit: KIT_CHOICES,
  hybrid: HYBRID_CHOICES,
  script: SCRIPT_CHOICES,
};

/** The source, without its genes. */
export function textOf({ plan, genes }: Genome): string {
  if (plan === 'kit') return writeKit(genes, kitTitle(genes));
  if (plan === 'script') return writeScript(genes, scriptTitle(genes));
  return plan === 'hybrid' ? writeHybrid(genes, hybridTitle(genes)) : writeTemplate(genes);
}

/** Why the codec may be worth its run. */
export function ideaOf({ plan, genes }: Genome): string {
  if (plan === 'kit') return kitHypothesis(genes);
  if (plan === 'script') return scriptHypothesis(genes);
  return plan === 'hybrid' ? hybridHypothesis(genes) : hypothesisOf(genes);
}

/** The genome in a JSON text; undefined if it is none, or has a gene or a value that is not known here. */
export function genomeIn(text: string): Genome | undefined {
  const { plan, genes } = readObject(text);
  if (!isPlan(plan)) return undefined;
  const values = (genes ?? {}) as Record<string, unknown>;
  const known = Object.entries(CHOICES[plan]).every(([name, allowed]) => allowed.includes(values[name]));
  return known ? ({ plan, genes } as Genome) : undefined;
}

const isPlan = (plan: unknown): plan is keyof GenesOf => typeof plan === 'string' && Object.hasOwn(CHOICES, plan);

function readObject(text: string): { plan?: unknown; genes?: unknown } {
  try {
    return (JSON.parse(text) as object | null) ?? {};
  } catch {
    return {};
  }
}
