import { familyOf, type FamilyName } from './families.ts';
import {
  changedGenes,
  crossedValues,
  differInNumbers,
  drawnValues,
  editedValues,
  rewrittenValues,
  startVariant,
} from './family-operators.ts';
import type { Values } from './gene-table.ts';
import { genomeOf } from './genes-line.ts';
import { isOfFamily, type OfFamily } from './genome.ts';
import type { NumberStep } from './numbers.ts';
import { numberIn } from './operators.ts';

/** A child that was measured: its code, its only parent's, and what its score gained on a rung that measured both. */
export interface Result {
  readonly parent: string;
  readonly child: string;
  readonly gain: number;
}

interface FamilyRequest {
  readonly seed: string;
  readonly operator: string | null;
  readonly family: FamilyName;
  readonly parents: readonly OfFamily[];
  readonly results: readonly Result[];
}

/** Breeds a codec on codeckit's engine. */
export function bredInFamily(
  { seed, operator, family, parents: [first, second], results }: FamilyRequest,
  random: () => number,
): OfFamily {
  const plan = first?.plan ?? family;
  const table = familyOf(plan).genes;
  const of = (genes: Values): OfFamily => ({ plan, genes });
  if (operator === 'seed') return of(startVariant(table, numberIn(seed), random));
  if (first === undefined || operator === 'random') return of(drawnValues(table, random));
  if (operator === 'crossover' && second?.plan === plan) {
    return of(crossedValues(table, first.genes, second.genes, random));
  }
  const steps = stepsIn(plan, results);
  const change = operator === 'rewrite' ? rewrittenValues : editedValues;
  return of(change(table, first.genes, steps, random));
}

/** Of the results, the children that differ from their parent in numbers alone. */
function stepsIn(plan: FamilyName, results: readonly Result[]): NumberStep[] {
  const table = familyOf(plan).genes;
  return results.flatMap(({ parent, child, gain }) => {
    const [from, to] = [genomeOf(parent), genomeOf(child)];
    if (from === undefined || to === undefined || !isOfFamily(from) || !isOfFamily(to)) return [];
    if (from.plan !== plan || to.plan !== plan || !differInNumbers(table, from.genes, to.genes)) return [];
    return [{ from: from.genes, to: to.genes, gain }];
  });
}

/** What the codec is, and what it changes in its parent. */
export function storyOf({ plan, genes }: OfFamily, parent: OfFamily | undefined): string {
  const { title, genes: table } = familyOf(plan);
  const changed = parent?.plan === plan ? changedGenes(table, parent.genes, genes) : [];
  if (parent === undefined || changed.length === 0) return `${title(genes)}.`;
  const changes = changed.map((name) => `${name} ${String(parent.genes[name])} → ${String(genes[name])}`);
  return `${title(genes)}. Changed: ${changes.join(', ')}.`;
}
