import { accept, decline, refuse } from '@codecsmith/kernel';
import type { Concluded, Living } from '../state.ts';
import { causeOf, concluded, fact, type CommandOf, type ExperimentDecision } from './outcome.ts';

export const decideCancel = (state: Living, { data }: CommandOf<'cancel'>): ExperimentDecision =>
  accept(
    fact('ExperimentCancelled', { phase: state.phase, reason: data.reason }),
    concluded('cancelled', causeOf('cancelled', data.reason)),
  );

/** A phase that outlived its deadline. The version proves that the sweeper saw this very phase. */
export function decideExpirePhase(state: Living, { data }: CommandOf<'expire-phase'>): ExperimentDecision {
  if (state.phase !== data.phase || state.phaseVersion !== data.version) {
    return decline(
      refuse('phase_moved_on', `phase: the experiment is ${state.phase} since version ${state.phaseVersion}`, {
        field: 'phase',
      }),
    );
  }
  if (data.phase === 'executing') {
    return decline(refuse('lease_governs', 'phase: a running attempt ends by its lease', { field: 'phase' }));
  }
  const reason = `${data.phase} took longer than ${data.limitMs} ms`;
  return accept(
    fact('ExperimentExpired', { phase: data.phase, holder: null, lastSeenAt: null, reason }),
    concluded('expired', causeOf('phase_expired', reason)),
  );
}

export type VerifyingCommand = CommandOf<'verify' | 'record-reexecution' | 'record-verification'>;

/** Verification follows the end: it changes nothing of the experiment, it only adds what was found. */
export function decideVerifying(state: Concluded, command: VerifyingCommand): ExperimentDecision {
  if (state.outcome !== 'completed') {
    return decline(
      refuse('nothing_to_verify', `the experiment ended as ${state.outcome}; only completed ones are verified`),
    );
  }
  switch (command.type) {
    case 'verify':
      return accept(fact('VerificationRequested', { attempt: state.attempt }));
    case 'record-reexecution':
      return accept(fact('CandidateReexecuted', command.data));
    case 'record-verification':
      return accept(
        fact(command.data.differences.length === 0 ? 'VerificationPassed' : 'VerificationFailed', command.data),
      );
  }
}
