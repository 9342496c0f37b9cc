import { assertNever, decline, refuse } from '@codecsmith/kernel';
import type { ExperimentCommand } from '../commands/index.ts';
import type { ExperimentState, Living } from '../state.ts';
import { decideAnnotate } from './annotating.decide.ts';
import { decideDraft, decideDraftingFailed } from './drafting.decide.ts';
import { decideCancel, decideExpirePhase, decideVerifying, type VerifyingCommand } from './ending.decide.ts';
import {
  decideEncoded,
  decideExecuted,
  decideExecutionFailed,
  decideExpireAttempt,
  decideLabFault,
  decideStart,
} from './executing.decide.ts';
import { decideMeasured, decideMeasurementFailed } from './measuring.decide.ts';
import type { ExperimentContext, ExperimentDecision } from './outcome.ts';
import { decideRequest } from './request.decide.ts';
import { decideCleared, decideRejected } from './sanitizing.decide.ts';

/** The rules of an experiment's life. Pure: the same state, command and context give the same decision. */
export function decide(
  state: ExperimentState,
  command: ExperimentCommand,
  context: ExperimentContext,
): ExperimentDecision {
  if (command.type === 'request') return decideRequest(state, command, context);
  if (state.phase === 'absent') {
    return decline(
      refuse('unknown_experiment', `subject: there is no experiment ${command.aggregateId}`, { field: 'subject' }),
    );
  }
  switch (command.type) {
    case 'record-encoded':
      return decideEncoded(state, command, context);
    case 'record-executed':
      return decideExecuted(state, command, context);
    case 'record-execution-failed':
      return decideExecutionFailed(state, command, context);
    case 'report-lab-fault':
      return decideLabFault(state, command, context);
    case 'annotate':
      return decideAnnotate(state, command);
    case 'verify':
    case 'record-reexecution':
    case 'record-verification':
      return state.phase === 'concluded' ? decideVerifying(state, command) : notNow(command.type, state.phase);
    default:
      return state.phase === 'concluded'
        ? decline(refuse('already_concluded', `the experiment ended: ${state.outcome}`))
        : decideLiving(state, command, context);
  }
}

type ExecutionResult = 'record-encoded' | 'record-executed' | 'record-execution-failed' | 'report-lab-fault';

type Progressing = Exclude<ExperimentCommand, { type: 'request' | 'annotate' | ExecutionResult } | VerifyingCommand>;

/** Which phases a command fits; those not listed fit every phase. */
const FITS: Partial<Record<Progressing['type'], readonly Living['phase'][]>> = {
  'record-draft': ['drafting'],
  'record-drafting-failed': ['drafting'],
  'record-cleared': ['sanitizing'],
  'record-rejected': ['sanitizing'],
  'start-execution': ['queued', 'executing'],
  'record-measured': ['measuring'],
  'record-measurement-failed': ['measuring'],
};

function decideLiving(state: Living, command: Progressing, context: ExperimentContext): ExperimentDecision {
  const fits = FITS[command.type];
  if (fits !== undefined && !fits.includes(state.phase)) return notNow(command.type, state.phase, fits);
  switch (command.type) {
    case 'record-draft':
      return decideDraft(state, command);
    case 'record-drafting-failed':
      return decideDraftingFailed(state, command);
    case 'record-cleared':
      return decideCleared(state, command, context);
    case 'record-rejected':
      return decideRejected(state, command);
    case 'start-execution':
      return decideStart(state, command);
    case 'record-measured':
      return decideMeasured(state, command);
    case 'record-measurement-failed':
      return decideMeasurementFailed(state, command);
    case 'cancel':
      return decideCancel(state, command);
    case 'expire-attempt':
      return decideExpireAttempt(state, command, context);
    case 'expire-phase':
      return decideExpirePhase(state, command);
    default:
      return assertNever(command);
  }
}

const notNow = (verb: string, phase: string, fits: readonly string[] = ['concluded']): ExperimentDecision =>
  decline(refuse('wrong_phase', `${verb} does not fit an experiment that is ${phase}`, { allowed: fits }));
