import type { CampaignConfig, Model, Proposal } from '../../facts/index.ts';
import type { Draws } from './draw.ts';
import { Gains } from '../state/gains.ts';
import type { Result } from '../state/results.ts';

/** Weight of a model that was never asked: above every bound, and still a JSON number. */
export const UNTRIED = 1_000_000;

type Role = Model['roles'][number];

interface Record {
  readonly name: string;
  readonly share: number;
  readonly pulls: number;
  readonly gain: number;
  readonly costUsd: number;
}

interface Known {
  readonly seen: readonly Result[];
  readonly earlier: readonly Proposal[];
  readonly config: CampaignConfig;
}

const roleOf = ({ operator }: Proposal): Role => (operator === 'repair' ? 'repair' : 'write');

/**
 * Which model to ask in a role: UCB1 (Auer et al., 2002) on gain per cost in that role, both scaled to the best of the
 * models. A failure is a pull without gain, and so is, for now, a proposal that has not ended: else all that are under way
 * would go to one model. The gain of a candidate is what its score adds to its best parent's on the same rung. A model
 * counts as asked less often the larger its share. Where nobody has the role, all models have it. After failures in a row the
 * dearest is asked, until a draft works.
 */
export function chooseModel({ seen, earlier, config }: Known, draws: Draws, role: Role): string | null {
  const { models } = config.generator;
  if (models.length === 0) return null;
  const own = models.filter(({ roles }) => roles.includes(role));
  const able = own.length > 0 ? own : models;
  const stronger = strongest(able, seen, role, config);
  const gains = new Gains(seen, 'worth');
  const records = (stronger.length > 0 ? stronger : able).map((model) => ({
    ...recordOf(model, seen, gains, role),
    share: model.share,
    pulls: earlier.filter((plan) => plan.model === model.name && plan.origin === null && roleOf(plan) === role).length,
  }));
  const rate = (record: Record) => record.gain / Math.max(record.costUsd, 1e-6);
  const top = Math.max(...records.map(rate));
  const pulls = records.reduce((sum, record) => sum + record.pulls, 0);
  const bound = (record: Record) =>
    record.pulls === 0
      ? UNTRIED
      : (top > 0 ? rate(record) / top : 0) +
        config.parameters.ucb * Math.sqrt((2 * Math.log(pulls) * record.share) / record.pulls);
  const name = stronger.length > 0 ? `model after ${config.parameters.escalateAfter} failures` : 'model';
  return draws.best(name, records, bound, (record) => record.name).name;
}

/** The dearest of the models, where others are cheaper and the latest drafts in the role all failed; else none. */
function strongest(
  able: readonly Model[],
  seen: readonly Result[],
  role: Role,
  { parameters: { escalateAfter } }: CampaignConfig,
): readonly Model[] {
  if (escalateAfter === null) return [];
  const latest = seen
    .filter(({ plan, outcome }) => plan.model !== null && roleOf(plan) === role && outcome !== 'cancelled')
    .slice(-escalateAfter);
  if (latest.length < escalateAfter || latest.some(({ outcome }) => outcome === 'completed')) return [];
  const prices = able.map(({ outputUsdPerMillion }) => outputUsdPerMillion);
  const dearest = Math.max(...prices);
  return Math.min(...prices) < dearest ? able.filter((model) => model.outputUsdPerMillion === dearest) : [];
}

function recordOf(
  { name, ...price }: Model,
  seen: readonly Result[],
  gains: Gains,
  role: Role,
): Omit<Record, 'pulls' | 'share'> {
  const record = { name, gain: 0, costUsd: 0 };
  for (const result of seen) {
    if (result.plan.model !== name || result.plan.origin !== null || roleOf(result.plan) !== role) continue;
    record.gain += Math.max(0, gains.of(result) ?? 0);
    record.costUsd += costOf(result.attempt.asked, price);
  }
  return record;
}

/** What was paid, or would be by the tokens: a campaign that is replayed pays nothing and still chooses alike. */
function costOf(
  asked: Result['attempt']['asked'],
  price: Pick<Model, 'inputUsdPerMillion' | 'outputUsdPerMillion'>,
): number {
  const { input, output } = asked?.tokens ?? { input: 0, output: 0 };
  const listed = (input * price.inputUsdPerMillion + output * price.outputUsdPerMillion) / 1e6;
  return Math.max(asked?.costUsd ?? 0, listed);
}
