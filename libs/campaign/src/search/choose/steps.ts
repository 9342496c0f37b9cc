import type { Proposal } from '../../facts/index.ts';
import { Gains } from '../state/gains.ts';
import type { Result } from '../state/results.ts';

/** As many as a plan holds. */
const LATEST = 64;

/** Children of one parent and what each is worth over it on a rung that measured both, in number order, the latest. */
export function stepsOf(seen: readonly Result[]): Proposal['steps'] {
  const gains = new Gains(seen, 'worth');
  const steps = seen.flatMap((result) => {
    const [parent, ...others] = result.plan.parents;
    if (result.plan.origin !== null || parent === undefined || others.length > 0) return [];
    const gain = gains.of(result);
    return gain === null ? [] : [{ experimentId: result.plan.experimentId, parent, gain }];
  });
  return steps.slice(-LATEST);
}
