import { accept, assertNever, decline, refuse } from '@codecsmith/kernel';
import { committed } from '../budget.ts';
import type { CampaignCommand } from '../commands/index.ts';
import type { CampaignContext } from '../context.ts';
import type { CampaignState, StartedCampaign } from '../state.ts';
import { fact, type CampaignDecision, type CommandOf } from './outcome.ts';
import { decideCrown, decideLearn, decideOpenSeal, decidePlan, decideReserve, decideSettle } from './search.decide.ts';
import { decideStart } from './start.decide.ts';
import { decideSteer } from './steer.decide.ts';

/** The rules of a campaign. Pure: the same state, command and context give the same decision. */
export function decide(state: CampaignState, command: CampaignCommand, context: CampaignContext): CampaignDecision {
  if (command.type === 'start') return decideStart(state, command, context);
  if (state.phase === 'absent') {
    const message = `subject: there is no campaign ${command.aggregateId}`;
    return decline(refuse('unknown_campaign', message, { field: 'subject' }));
  }
  if (command.type === 'settle') return decideSettle(state, command);
  if (state.phase === 'stopped' && command.type !== 'reserve') {
    const message = `the campaign has stopped: ${state.stopped?.reason.message ?? 'no reason given'}`;
    return decline(refuse('campaign_stopped', message));
  }
  return decideStarted(state, command, context);
}

function decideStarted(
  state: StartedCampaign,
  command: Exclude<CampaignCommand, { type: 'start' | 'settle' }>,
  context: CampaignContext,
): CampaignDecision {
  switch (command.type) {
    case 'plan':
      return decidePlan(state, command, context);
    case 'reserve':
      return decideReserve(state, command, context);
    case 'crown':
      return decideCrown(state, command);
    case 'learn':
      return decideLearn(state, command);
    case 'open-seal':
      return decideOpenSeal(state, command);
    case 'report-model':
      return decideReportModel(state, command);
    case 'steer':
      return decideSteer(state, command);
    case 'pause':
      return state.phase === 'paused' ? accept() : accept(fact('CampaignPaused', command.data));
    case 'resume':
      return state.phase === 'running' ? accept() : accept(fact('CampaignResumed', {}));
    case 'stop':
      return decideStop(state, command);
    default:
      return assertNever(command);
  }
}

/** Several drafts may wait for one model: the first says so, and the first that hears from it says that. */
function decideReportModel({ waiting }: StartedCampaign, { data }: CommandOf<'report-model'>): CampaignDecision {
  const { model, reason } = data;
  if (Object.hasOwn(waiting, model) === (reason !== null)) return accept();
  return accept(reason === null ? fact('ModelWaitEnded', { model }) : fact('ModelWaitedFor', { model, reason }));
}

function decideStop(state: StartedCampaign, { data }: CommandOf<'stop'>): CampaignDecision {
  const { champion } = state;
  return accept(
    fact('CampaignStopped', {
      reason: data.reason,
      champion: champion === null ? null : { experimentId: champion.experimentId, score: champion.score },
      spent: committed(state.spent, state.open),
    }),
  );
}
