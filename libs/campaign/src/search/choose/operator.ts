import type { CampaignConfig, Proposal } from '../../facts/index.ts';
import type { Operator } from '../../facts/shared.schema.ts';
import type { Draws } from './draw.ts';
import type { Parent } from './parent.ts';
import type { Result } from '../state/results.ts';
import type { Sweepable } from './sweep.ts';

/** Results this far back still count as recent. */
const RECENT = 20;

const REPAIRABLE: ReadonlySet<string> = new Set([
  'rejected',
  'crashed',
  'timed_out',
  'out_of_memory',
  'output_invalid',
  'jail_violated',
]);

/** Failures that repair may take up: recent, with code, on any rung, and not repaired before. */
export function repairable(seen: readonly Result[], earlier: readonly Proposal[]): Result[] {
  const taken = new Set(earlier.filter((plan) => plan.operator === 'repair').flatMap((plan) => plan.parents));
  return (
    seen
      .slice(-RECENT)
      .filter((result) => REPAIRABLE.has(result.outcome) && result.attempt.drafted !== null)
      // Of a sweep the number is to blame, and its parent works.
      .filter((result) => result.plan.operator !== 'sweep')
      .filter((result) => !taken.has(result.plan.experimentId))
  );
}

/** Weight of a failure among those that repair may take up: children of good parents first, then the most recent. */
export const repairWeight = (failure: Result, parents: readonly Parent[]): number => {
  const best = parents.find((parent) => failure.plan.parents.includes(parent.contender.first.plan.experimentId));
  return 1 + (best === undefined ? 0 : best.weight * parents.length);
};

/** Draws how the next candidate comes about; an operator without the parents it needs has no weight. */
export function drawOperator(
  config: CampaignConfig,
  parents: readonly Parent[],
  failures: readonly Result[],
  sweeps: readonly Sweepable[],
  draws: Draws,
): Operator {
  const { edit, rewrite, crossover, repair, sweep } = config.parameters.operators;
  const weights: [Operator, number][] = [
    ['edit', edit],
    ['rewrite', rewrite],
    ['crossover', parents.length > 1 ? crossover : 0],
    ['repair', failures.length > 0 ? repair : 0],
    ...(sweeps.length > 0 ? [['sweep', sweep] as [Operator, number]] : []),
  ];
  const [name] = draws.pick(
    'operator',
    weights,
    ([, weight]) => weight,
    ([label]) => label,
  );
  return name;
}
