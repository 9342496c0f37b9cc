import { otherValues, type Tunable } from '@codecsmith/codec';
import type { Proposal } from '../../facts/index.ts';
import type { Draws } from './draw.ts';
import type { Parent } from './parent.ts';

/** A parent with numbers that have not had all their values. */
export interface Sweepable {
  readonly parent: Parent;
  readonly numbers: readonly { readonly tunable: Tunable; readonly values: readonly number[] }[];
}

/** Parents whose code marks numbers as tunable, with the values that are worth a try. */
export function sweepable(pool: readonly Parent[], earlier: readonly Proposal[]): Sweepable[] {
  const rootOf = rootsOf(earlier);
  return pool.flatMap((parent) => {
    const { experimentId } = parent.contender.first.plan;
    const family = earlier.filter((plan) => plan.sweep !== null && rootOf(plan.experimentId) === rootOf(experimentId));
    const numbers = (parent.contender.first.attempt.drafted?.tunables ?? []).flatMap((tunable) => {
      const sweeps = family.flatMap(({ sweep }) => (sweep?.name === tunable.name ? [sweep] : []));
      const had = sweeps.flatMap(({ from, to }) => [from, to]).filter((value) => value !== tunable.value);
      const values = otherValues(tunable, had);
      return values.length === 0 ? [] : [{ tunable, values }];
    });
    return numbers.length === 0 ? [] : [{ parent, numbers }];
  });
}

/** The draft that a chain of sweeps began with: they differ in numbers alone, so what one had the others need not try. */
function rootsOf(earlier: readonly Proposal[]): (experimentId: string) => string {
  const parents = new Map(
    earlier.flatMap(({ sweep, experimentId, parents: [parent = ''] }) =>
      sweep === null ? [] : [[experimentId, parent]],
    ),
  );
  return (experimentId) => {
    let root = experimentId;
    for (let up = parents.get(root); up !== undefined; up = parents.get(root)) root = up;
    return root;
  };
}

/** Draws the parent by its weight among those with such numbers, then a number, then a value. */
export function drawSweep(
  sweeps: readonly Sweepable[],
  draws: Draws,
): { readonly parent: Parent; readonly sweep: NonNullable<Proposal['sweep']> } {
  const { parent, numbers } = draws.pick(
    'parent',
    sweeps,
    (one) => one.parent.weight,
    (one) => one.parent.contender.first.plan.experimentId,
  );
  const { tunable, values } = draws.pick(
    'number',
    numbers,
    () => 1,
    (one) => one.tunable.name,
  );
  const to = draws.pick('value', values, () => 1, String);
  return { parent, sweep: { name: tunable.name, from: tunable.value, to } };
}
