import type { CampaignCommandInput } from '../../commands/index.ts';
import { clipReference } from '../../excerpt.ts';
import { evaluation, evaluationsOf } from '../../decide/search.decide.ts';
import type { CampaignConfig, Proposal } from '../../facts/index.ts';
import type { StartedCampaign } from '../../state.ts';
import type { Attempt } from '../state/attempt.ts';
import { bestReached, nextChampion } from './champion.ts';
import { turnOf } from '../choose/finals.ts';
import { leftSeconds } from '../../budget.ts';
import { hardFinish, softFinish, type Finish } from './finish.ts';
import type { SearchHistory } from '../state/history.ts';
import { lessonsOf } from '../choose/lessons.ts';
import { planProposal } from '../choose/plan.ts';
import { prefix, resolve, seenThrough, type Results } from '../state/results.ts';
import { close } from './close.ts';
import type { Step } from './step.ts';

/**
 * What a campaign needs next, told from facts alone: every step that the log does not show yet. Ask for them in order,
 * feed the new facts to the history, and ask again; after a crash the very same steps come out, with the same ids.
 *
 * @param now ISO 8601; only the wall-time budget looks at it
 */
export function nextSteps(history: SearchHistory, now: string): Step[] {
  const { state } = history;
  if (state.phase === 'absent') return [];
  const attempts = history.proposals();
  const settle = attempts.flat().flatMap((attempt) => settlement(history.id, attempt, state));
  if (state.phase === 'stopped')
    return [...settle, ...attempts.flat().flatMap((one) => cancel(one, 'campaign_stopped'))];
  const hard = hardFinish(state, attempts, now);
  const results = resolve(attempts, hard === undefined ? state.config.parameters.resamples : 0);
  const steps = [
    ...attempts.flat().flatMap((attempt) => request(attempt, state.config, history.id)),
    ...settle,
    ...attempts.flat().flatMap((attempt) => dismissal(attempt, results)),
    ...records(history.id, state, results),
  ];
  if (hard?.cancels === true) steps.push(...attempts.flat().flatMap((one) => cancel(one, hard.message)));
  if (state.phase === 'paused' && hard?.cancels !== true) return steps;
  return [...steps, ...progress(history, state, results, hard, steps.length === 0)];
}

/** Plans while there is something to plan, and closes the campaign when all is done. */
function progress(
  history: SearchHistory,
  state: StartedCampaign,
  results: Results,
  hard: Finish | undefined,
  settled: boolean,
): Step[] {
  const { id } = history;
  if (hard === undefined) {
    const again = results.redraw.flatMap(
      ({ number, resample }) => plan(history, state, results, number, resample) ?? [],
    );
    if (again.length > 0) return again;
  }
  const known = prefix(results);
  const next = state.planned + 1;
  const turn = turnOf(next, state.config, known, leftSeconds(state));
  const seen = seenThrough(results, turn.sees) ?? known;
  const finish = hard ?? softFinish(seen, state.config, state.planned);
  if (finish === undefined) {
    const open = results.final.filter((result) => result === undefined).length;
    if (open >= state.config.parameters.concurrency) return [];
    const step = plan(history, state, results, next, 0);
    if (step !== undefined) return step;
    if (known.length < state.planned || seen.length < turn.sees) return [];
  }
  const done = known.length === state.planned && settled;
  const reason = finish ?? nothingLeft(results, state.config);
  if (!done) return [];
  const reached = state.champion === null ? bestReached(known, state.config) : undefined;
  if (reached !== undefined) return [crown(id, reached)];
  return close(id, history, state, { code: reason.code, message: reason.message });
}

/** Nothing is left to propose: what was found was measured, or nothing was found. */
function nothingLeft(
  { final }: Results,
  { rungs, budget: { executorSeconds } }: CampaignConfig,
): { readonly code: 'budget'; readonly message: string } {
  const measured = final.some((one) => one?.plan.rung === rungs.length - 1 && one.outcome === 'completed');
  if (measured && executorSeconds !== undefined) {
    return { code: 'budget', message: `what is left of ${executorSeconds} executorSeconds measures nothing more` };
  }
  if (measured) return { code: 'budget', message: 'every candidate worth it was measured on the highest rung' };
  const worked = final.filter((one) => one?.outcome === 'completed').length;
  const message = `no candidate could be measured on the highest rung: ${worked} of ${final.length} proposals worked on a lower one`;
  return { code: 'budget', message };
}

/** The step that plans a proposal, [] while it has to wait, undefined when there is nothing left to propose. */
function plan(
  history: SearchHistory,
  state: StartedCampaign,
  results: Results,
  number: number,
  resample: number,
): Step[] | undefined {
  const left = leftSeconds(state);
  const turn = turnOf(number, state.config, prefix(results), left);
  const seen = seenThrough(results, turn.sees);
  if (seen === undefined) return [];
  const earlier = history
    .proposals()
    .slice(0, number - 1)
    .flatMap(([first]) => (first === undefined ? [] : [first.plan]));
  const data = planProposal({
    campaign: history.id,
    config: state.config,
    course: state.course,
    number,
    resample,
    seen,
    earlier,
    final: turn.final,
    leftSeconds: left,
  });
  if (data === undefined) return undefined;
  const id = `campaigns:${history.id}:plan-${number}-${resample}`;
  return [{ aggregate: 'campaign', verb: 'plan', id, aggregateId: history.id, data }];
}

function request(attempt: Attempt, config: CampaignConfig, campaign: string): Step[] {
  if (attempt.requested) return [];
  const { plan } = attempt;
  const data = requestOf(plan, config, campaign);
  return [
    {
      aggregate: 'experiment',
      verb: 'request',
      id: `campaigns:${plan.experimentId}`,
      aggregateId: plan.experimentId,
      data,
    },
  ];
}

/** The experiment that a proposal asks for. */
export function requestOf(plan: Proposal, config: CampaignConfig, campaign: string) {
  const rung = config.rungs[plan.rung];
  if (rung === undefined) throw new Error(`proposal ${plan.number} names rung ${plan.rung}, which does not exist`);
  return {
    source: plan.source,
    clips: rung.clips.map((clip) => clipReference(clip, config.clips)),
    qualities: rung.qualities,
    track: config.track,
    limits: config.limits,
    lane: config.lane,
    campaign,
    parents: plan.parents,
    operator: plan.operator,
  };
}

function settlement(campaign: string, attempt: Attempt, state: StartedCampaign): Step[] {
  const { plan, conclusion, executorSeconds } = attempt;
  const reservation = evaluation(plan.number, plan.resample);
  if (conclusion === null || !Object.hasOwn(state.open, reservation)) return [];
  const data = { reservation, spent: { evaluations: evaluationsOf(plan.resample), executorSeconds } };
  const id = `campaigns:${campaign}:settle-${reservation}`;
  return [{ aggregate: 'campaign', verb: 'settle', id, aggregateId: campaign, data }];
}

/** A candidate that existed already is not evaluated again. */
const dismissal = (attempt: Attempt, { duplicates }: Results): Step[] => {
  const original = duplicates.get(attempt.plan.experimentId);
  return original === undefined ? [] : cancel(attempt, `duplicate of ${original}`);
};

function cancel(attempt: Attempt, reason: string): Step[] {
  if (!attempt.requested || attempt.conclusion !== null) return [];
  const { experimentId } = attempt.plan;
  const id = `campaigns:${experimentId}:cancel`;
  return [{ aggregate: 'experiment', verb: 'cancel', id, aggregateId: experimentId, data: { reason } }];
}

/** Champions and lessons, in number order. */
function records(campaign: string, state: StartedCampaign, results: Results): Step[] {
  const seen = prefix(results);
  const champion = nextChampion(seen, state.champion, state.config);
  const lesson = lessonsOf(seen, state.config)[state.lessons];
  const own = { aggregate: 'campaign', aggregateId: campaign } as const;
  return [
    ...(champion === undefined ? [] : [crown(campaign, champion)]),
    ...(lesson === undefined
      ? []
      : [{ ...own, verb: 'learn', id: `campaigns:${campaign}:learn-${lesson.index}`, data: lesson } as const]),
  ];
}

const crown = (campaign: string, data: CampaignCommandInput<'crown'>): Step => ({
  aggregate: 'campaign',
  verb: 'crown',
  id: `campaigns:${campaign}:crown-${data.number}`,
  aggregateId: campaign,
  data,
});
