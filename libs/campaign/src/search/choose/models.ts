import type { CampaignConfig, Model, Proposal } from '../../facts/index.ts';
import type { Draws } from './draw.ts';
import { Gains } from '../state/gains.ts';
import type { Result } from '../state/results.ts';

/** Weight of a model that was never asked: above every bound, and still a JSON number. */
export const UNTRIED = 1_000_000;

interface Record {
  readonly name: string;
  readonly pulls: number;
  readonly gain: number;
  readonly costUsd: number;
}

/**
 * Which model to ask: UCB1 (Auer et al., 2002) on gain per cost, both scaled to the best of the models. A failure is a
 * pull without gain, and so is, for now, a proposal that has not ended: else all that are under way would go to one
 * model. The gain of a candidate is what its score adds to its best parent's on the same rung.
 */
export function chooseModel(
  { seen, earlier, config }: { seen: readonly Result[]; earlier: readonly Proposal[]; config: CampaignConfig },
  draws: Draws,
): string | null {
  const { models } = config.generator;
  if (models.length === 0) return null;
  const gains = new Gains(seen, 'worth');
  const records = models.map(({ name, ...price }) => ({
    ...recordOf(name, price, seen, gains),
    pulls: earlier.filter((plan) => plan.model === name && plan.origin === null).length,
  }));
  const rate = (record: Record) => record.gain / Math.max(record.costUsd, 1e-6);
  const top = Math.max(...records.map(rate));
  const pulls = records.reduce((sum, record) => sum + record.pulls, 0);
  const bound = (record: Record) =>
    record.pulls === 0
      ? UNTRIED
      : (top > 0 ? rate(record) / top : 0) + config.parameters.ucb * Math.sqrt((2 * Math.log(pulls)) / record.pulls);
  return draws.best('model', records, bound, ({ name }) => name).name;
}

function recordOf(
  name: string,
  price: Omit<Model, 'name'>,
  seen: readonly Result[],
  gains: Gains,
): Omit<Record, 'pulls'> {
  const record = { name, gain: 0, costUsd: 0 };
  for (const result of seen) {
    if (result.plan.model !== name || result.plan.origin !== null) continue;
    record.gain += Math.max(0, gains.of(result) ?? 0);
    record.costUsd += costOf(result.attempt.asked, price);
  }
  return record;
}

/** What was paid, or would be by the tokens: a campaign that is replayed pays nothing and still chooses alike. */
function costOf(asked: Result['attempt']['asked'], price: Omit<Model, 'name'>): number {
  const { input, output } = asked?.tokens ?? { input: 0, output: 0 };
  const listed = (input * price.inputUsdPerMillion + output * price.outputUsdPerMillion) / 1e6;
  return Math.max(asked?.costUsd ?? 0, listed);
}
