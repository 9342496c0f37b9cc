import { accept, decline, refuse } from '@codecsmith/kernel';
import { committed, exceeded, outOfTime, whole } from '../budget.ts';
import type { CampaignContext } from '../context.ts';
import type { Amounts } from '../facts/shared.schema.ts';
import { reservedSeconds } from '../rung-costs.ts';
import type { StartedCampaign } from '../state.ts';
import { fact, type CampaignDecision, type CommandOf } from './outcome.ts';

/** Name of the reservation that covers one evaluation. */
export const evaluation = (number: number, resample: number): string => `evaluate-${number}-${resample}`;

/** A reservation that ends with its experiment; one of a model call may stay open for good. */
export const isEvaluation = (reservation: string): boolean => reservation.startsWith('evaluate-');

/** A proposal that is drawn again takes the place of its duplicate: one evaluation together. */
export const evaluationsOf = (resample: number): number => (resample === 0 ? 1 : 0);

/** A proposal and its place in the budget: both or neither. */
export function decidePlan(
  state: StartedCampaign,
  { data }: CommandOf<'plan'>,
  context: CampaignContext,
): CampaignDecision {
  if (state.phase !== 'running') return decline(refuse('not_running', `the campaign is ${state.phase}`));
  const expected = data.resample === 0 ? state.planned + 1 : data.number;
  const expectedResample = data.resample === 0 ? 0 : (state.resamples[data.number] ?? 0) + 1;
  if (data.number !== expected || data.resample !== expectedResample || data.number > state.planned + 1) {
    return decline(
      refuse('out_of_order', `number: the next proposal is ${state.planned + 1}, not ${data.number}.${data.resample}`, {
        field: 'number',
        allowed: [String(state.planned + 1)],
      }),
    );
  }
  const wanted = whole({
    evaluations: evaluationsOf(data.resample),
    executorSeconds: reservedSeconds(state.config)[data.rung],
  });
  const reservation = evaluation(data.number, data.resample);
  const { amounts, refusal } = affordable(state, wanted, context);
  if (refusal !== undefined) return decline(refusal);
  return accept(
    fact('ProposalPlanned', data),
    fact('BudgetReserved', { reservation, amounts, purpose: `evaluation of ${data.experimentId}` }),
  );
}

export function decideReserve(
  state: StartedCampaign,
  { data }: CommandOf<'reserve'>,
  context: CampaignContext,
): CampaignDecision {
  if (state.phase === 'stopped') return decline(refuse('campaign_stopped', 'the campaign has stopped: do not spend'));
  if (Object.hasOwn(state.open, data.reservation)) {
    return decline(refuse('repeated_reservation', `reservation: ${data.reservation} is open already`));
  }
  const { amounts, refusal } = affordable(state, whole(data.amounts), context);
  if (refusal !== undefined) return decline(refusal);
  return accept(fact('BudgetReserved', { reservation: data.reservation, amounts, purpose: data.purpose }));
}

/** What was really spent counts, whatever was set aside; it is accepted in every phase, for the money is gone. */
export function decideSettle(state: StartedCampaign, { data }: CommandOf<'settle'>): CampaignDecision {
  if (!Object.hasOwn(state.open, data.reservation)) {
    return decline(
      refuse('unknown_reservation', `reservation: ${data.reservation} is not open`, { field: 'reservation' }),
    );
  }
  return accept(fact('BudgetSettled', { reservation: data.reservation, spent: whole(data.spent) }));
}

function affordable(state: StartedCampaign, amounts: Amounts, context: CampaignContext) {
  const { budget } = state.config;
  const short = exceeded(budget, committed(state.spent, state.open), amounts);
  if (short !== undefined) {
    const message = `${short}: the budget of ${budget[short] ?? 0} does not allow ${amounts[short]} more`;
    return { amounts, refusal: refuse('budget_exhausted', message, { field: short }) };
  }
  if (outOfTime(budget, state.startedAt, context.now)) {
    const message = `wallSeconds: the ${budget.wallSeconds ?? 0} s of this campaign are over`;
    return { amounts, refusal: refuse('budget_exhausted', message, { field: 'wallSeconds' }) };
  }
  return { amounts };
}

export function decideCrown(state: StartedCampaign, { data }: CommandOf<'crown'>): CampaignDecision {
  const { champion } = state;
  const worth = data.worth ?? data.score;
  if (champion !== null && (worth <= (champion.worth ?? champion.score) || data.number <= champion.number)) {
    return decline(
      refuse('not_better', `score: ${data.score} does not beat ${champion.score} of ${champion.experimentId}`, {
        field: 'score',
      }),
    );
  }
  const previous = champion === null ? null : { experimentId: champion.experimentId, score: champion.score };
  return accept(fact('ChampionCrowned', { ...data, previous }));
}

export function decideLearn(state: StartedCampaign, { data }: CommandOf<'learn'>): CampaignDecision {
  if (data.index === state.lessons + 1) return accept(fact('LessonLearned', data));
  return decline(refuse('out_of_order', `index: the next lesson is ${state.lessons + 1}`, { field: 'index' }));
}

export function decideOpenSeal(state: StartedCampaign, { data }: CommandOf<'open-seal'>): CampaignDecision {
  if (state.champion?.experimentId !== data.champion) {
    return decline(
      refuse('not_champion', `champion: the champion is ${state.champion?.experimentId ?? 'none'}`, {
        field: 'champion',
      }),
    );
  }
  if (state.seal !== null) {
    return decline(refuse('seal_is_open', `the sealed clips were opened for ${state.seal.champion}`));
  }
  return accept(fact('SealOpened', { ...data, opening: 1 }));
}
