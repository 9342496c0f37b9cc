import type { CampaignConfig, Proposal } from '../../facts/index.ts';
import { competingRung, madFloor, ranked, type Contender } from '../state/contenders.ts';

/** A possible parent with the chance that it is drawn. */
export interface Parent {
  readonly contender: Contender;
  readonly worth: number;
  readonly weight: number;
  /** Experiment whose numbers competed. */
  readonly evidence: string;
}

/** More than this many of the best are never weighed: their chances would be nil, and each is written down. */
const POOL = 32;

/**
 * Weights the contenders of one island that compete on the same rung:
 * sigmoid(λ·(score − median) / MAD) ÷ (1 + children), mixed with a share of uniform chance.
 */
export function parentsOf(
  island: readonly Contender[],
  earlier: readonly Proposal[],
  config: CampaignConfig,
): Parent[] {
  const rung = competingRung(island, config);
  const pool = ranked(island, rung).slice(0, POOL);
  const middle = median(pool.map(({ worth }) => worth));
  const spread = Math.max(madFloor(config), median(pool.map(({ worth }) => Math.abs(worth - middle))));
  const { lambda, uniformShare } = config.parameters;
  const raw = pool.map(
    ({ contender, worth }) => sigmoid((lambda * (worth - middle)) / spread) / (1 + childrenOf(contender, earlier)),
  );
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return pool.map(({ contender, worth }, index) => ({
    contender,
    worth,
    weight: ((1 - uniformShare) * (raw[index] ?? 0)) / total + uniformShare / pool.length,
    evidence: contender.byRung.get(rung)?.plan.experimentId ?? contender.first.plan.experimentId,
  }));
}

const childrenOf = ({ first }: Contender, earlier: readonly Proposal[]): number =>
  earlier.filter((plan) => plan.origin === null && plan.parents.includes(first.plan.experimentId)).length;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Middle of the values, mean of the two middle ones; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const high = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return sorted.length % 2 === 1 ? high : ((sorted[sorted.length / 2 - 1] ?? 0) + high) / 2;
}
