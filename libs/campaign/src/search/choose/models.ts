import type { CampaignConfig, Model, Proposal } from '../../facts/index.ts';
import type { Draws } from './draw.ts';
import { Gains } from '../state/gains.ts';
import type { Result } from '../state/results.ts';

/** Weight of a model that was never asked: above every bound, and still a JSON number. */
export const UNTRIED = 1_000_000;

export type Role = Model['roles'][number];

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

/** The model that a proposal asks in a role; null where it asks none. */
function askedIn(role: Role, { operator, model, origin, planners, summariser }: Proposal): string | null {
  if (origin !== null) return null;
  if (role === 'plan') return planners[0] ?? null;
  if (role === 'summarise') return summariser;
  return (operator === 'repair' ? 'repair' : 'write') === role ? model : null;
}

/**
 * Which model to ask in a role: UCB1 (Auer et al., 2002) on gain per cost in that role, both scaled to the best of the
 * models. A failure is a pull without gain, and so is, for now, a proposal that has not ended: else all that are under way
 * would go to one model. The gain of a candidate is what its score adds to its best parent's on the same rung. A model
 * counts as asked less often the larger its share. Where nobody repairs, those that write do; where nobody plans or
 * summarises, nobody is asked to. After failures in a row the dearest is asked, until a draft works.
 */
export function chooseModel({ seen, earlier, config }: Known, draws: Draws, role: Role): string | null {
  const able = ableIn(role, config);
  if (able.length === 0) return null;
  const stronger = strongest(able, seen, role, config);
  const gains = new Gains(seen, 'worth');
  const records = (stronger.length > 0 ? stronger : able).map((model) => ({
    ...recordOf(model, seen, gains, role),
    share: model.share,
    pulls: earlier.filter((plan) => askedIn(role, plan) === model.name).length,
  }));
  const rate = (record: Record) => record.gain / Math.max(record.costUsd, 1e-6);
  const top = Math.max(...records.map(rate));
  const pulls = records.reduce((sum, record) => sum + record.pulls, 0);
  const bound = (record: Record) =>
    record.pulls === 0
      ? UNTRIED
      : (top > 0 ? rate(record) / top : 0) +
        config.parameters.ucb * Math.sqrt((2 * Math.log(pulls) * record.share) / record.pulls);
  const name = stronger.length > 0 ? `${DRAW[role]} after ${config.parameters.escalateAfter} failures` : DRAW[role];
  return draws.best(name, records, bound, (record) => record.name).name;
}

const DRAW = { write: 'model', repair: 'model', plan: 'planner', summarise: 'summariser' } as const;

/** The model that has the ideas, then those that vote on them; none where nobody plans. */
export function choosePlanners(known: Known, draws: Draws): string[] {
  const first = chooseModel(known, draws, 'plan');
  if (first === null) return [];
  const others = ableIn('plan', known.config).filter(({ name }) => name !== first);
  return [first, ...others.slice(0, known.config.parameters.voters).map(({ name }) => name)];
}

/**
 * The model that sums up the search before it writes on: once for every `lessonEvery` candidates that were measured.
 * Null while there is nothing new to sum up, and where nobody has the role.
 */
export function chooseSummariser(known: Known, draws: Draws): string | null {
  const { seen, earlier, config } = known;
  const measured = seen.filter(({ plan, outcome }) => plan.origin === null && outcome === 'completed').length;
  const had = earlier.filter(({ summariser, resample }) => summariser !== null && resample === 0).length;
  return Math.floor(measured / config.parameters.lessonEvery) > had ? chooseModel(known, draws, 'summarise') : null;
}

function ableIn(role: Role, { generator: { models } }: CampaignConfig): readonly Model[] {
  const own = models.filter(({ roles }) => roles.includes(role));
  return own.length > 0 || role !== 'repair' ? own : models.filter(({ roles }) => roles.includes('write'));
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
    .filter(({ plan, outcome }) => askedIn(role, plan) !== null && outcome !== 'cancelled')
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
    if (askedIn(role, result.plan) !== name) continue;
    record.gain += Math.max(0, gains.of(result) ?? 0);
    for (const call of callsIn(role, result)) record.costUsd += costOf(call, price);
  }
  return record;
}

type Asked = NonNullable<Result['attempt']['asked']>;
type Call = Pick<Asked, 'tokens' | 'costUsd'>;

/** What a result's model was asked in a role. */
function callsIn(role: Role, { attempt: { asked } }: Result): readonly Call[] {
  if (asked === null) return [];
  return role === 'plan' || role === 'summarise' ? asked.consultations.filter((one) => one.role === role) : [asked];
}

/** What was paid, or would be by the tokens: a campaign that is replayed pays nothing and still chooses alike. */
function costOf(call: Call, price: Pick<Model, 'inputUsdPerMillion' | 'outputUsdPerMillion'>): number {
  const { input, output } = call.tokens ?? { input: 0, output: 0 };
  const listed = (input * price.inputUsdPerMillion + output * price.outputUsdPerMillion) / 1e6;
  return Math.max(call.costUsd ?? 0, listed);
}
